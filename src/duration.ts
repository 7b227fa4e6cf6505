const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** From long to short, the order in which a duration has to name them. */
const units = [
  ['w', 7 * day],
  ['d', day],
  ['h', hour],
  ['m', minute],
  ['s', second],
  ['ms', 1],
] as const;

const longest = 100 * 365.25 * day;

/** `1h30m` as Go writes it, with d and w before; one optional group a unit, so the order is fixed. */
const form = new RegExp(`^${units.map(([unit]) => `(?:([\\d.]+)${unit})?`).join('')}$`);
const amount = /^(?:\d+\.?\d*|\.\d+)$/;

/**
 * Reads a duration, in whole milliseconds: numbers with the units `w d h m s ms`, each at most
 * once and the longer first, such as `90s`, `1h30m` or `1.5h`; null for anything else.
 *
 * No sign and no space; more than 100 years, or less than 1ms, throws a RangeError.
 */
export function durationIn(text: string): number | null {
  const groups = text.length > 100 ? null : form.exec(text);
  if (groups === null || text === '') return null;
  let total = 0;
  for (const [index, [, length]] of units.entries()) {
    const digits = groups[index + 1];
    if (digits === undefined) continue;
    if (!amount.test(digits)) return null;
    total += Number(digits) * length;
  }
  if (total > longest) throw new RangeError('expected a duration of at most 100 years');
  if (total > 0 && total < 1) throw new RangeError('expected a duration of 0s, or of 1ms and more');
  return Math.round(total);
}

/** Writes whole milliseconds so that `durationIn` reads them back: `2h`, `14d`, `1h30m`. */
export function durationText(ms: number): string {
  let rest = ms;
  const parts = units.slice(1).map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.join('') || '0s';
}
