import { quoted, UsageError } from '../usage.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;

/** From long to short, the order in which a duration has to name them. */
const units = [
  ['w', 7 * day],
  ['d', day],
  ['h', hour],
  ['m', minute],
  ['s', second],
  ['ms', 1],
] as const;

const longest = 100 * year;
const expected = 'a duration with a unit, such as 90s, 1h30m, 7d or 2w';

/** `1h30m` as Go writes it, with d and w before; one optional group a unit, so the order is fixed. */
const form = new RegExp(`^${units.map(([unit]) => `(?:([\\d.]+)${unit})?`).join('')}$`);
const amount = /^(?:\d+\.?\d*|\.\d+)$/;

/**
 * Reads a duration, in whole milliseconds: numbers with the units `w d h m s ms`, each at most
 * once and the longer first, such as `90s`, `1h30m` or `1.5h`.
 *
 * No sign and no space, at most 100 years; anything else throws a UsageError.
 */
export function parseDuration(text: string): number {
  const groups = text.length > 100 ? null : form.exec(text);
  if (groups === null || text === '') throw refusal(text);
  let total = 0;
  for (const [index, [, length]] of units.entries()) {
    const digits = groups[index + 1];
    if (digits === undefined) continue;
    if (!amount.test(digits)) throw refusal(text);
    total += Number(digits) * length;
  }
  if (total > longest) throw new UsageError('expected a duration of at most 100 years');
  if (total > 0 && total < 1) throw new UsageError('expected a duration of 0s, or of 1ms and more');
  return Math.round(total);
}

function refusal(text: string): UsageError {
  const hint = /^\d+$/.test(text) ? ` (did you mean ${quoted(`${text}s`)}?)` : '';
  return new UsageError(`expected ${expected}, not ${quoted(text)}${hint}`);
}

/**
 * How long something took or has still to go, for people: `85ms`, `2.7s`, `27s`, `4m 32s`, `1h 30m`,
 * `3d`. At most two units, rounded.
 */
export function formatDuration(ms: number): string {
  if (ms < 0.5) return '0s';
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9950) return `${Number((ms / second).toFixed(1))}s`;
  const whole = Math.round(ms / second) * second;
  return minute <= whole && whole < hour
    ? pair(whole, ['m', minute], ['s', second])
    : roughly(whole);
}

/**
 * When a session runs out, for people: `in 23h`, `in 1h 30m`, `3d ago`, `in 69y`, `now`, or
 * `never` where it does not.
 *
 * Rounded towards now; a second unit only where the first is a small number of hours or days.
 */
export function relative(expiry: Date | null, now: Date): string {
  if (expiry === null) return 'never';
  const distance = expiry.getTime() - now.getTime();
  if (Number.isNaN(distance)) return 'unknown';
  const length = Math.abs(distance);
  if (length < second) return 'now';
  return distance > 0 ? `in ${roughly(length)}` : `${roughly(length)} ago`;
}

function roughly(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < 10 * hour) return pair(ms, ['h', hour], ['m', minute]);
  if (ms < day) return `${Math.floor(ms / hour)}h`;
  if (ms < 3 * day) return pair(ms, ['d', day], ['h', hour]);
  if (ms < 2 * year) return `${Math.floor(ms / day)}d`;
  return `${Math.floor(ms / year)}y`;
}

function pair(ms: number, [long, size]: [string, number], [short, part]: [string, number]): string {
  const rest = Math.floor((ms % size) / part);
  return `${Math.floor(ms / size)}${long}${rest > 0 ? ` ${rest}${short}` : ''}`;
}
