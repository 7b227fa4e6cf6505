const day = 86_400_000;
/** The numbers of a part of a time, each with what stands around it: few texts are then put together. */
const parts = (count: number, before: string, width: number, after: string): string[] =>
  Array.from({ length: count }, (_, n) => before + String(n).padStart(width, '0') + after);
const beforeColon = parts(60, '', 2, ':');
const wholeSeconds = parts(60, '', 2, '');
const thousandths = parts(1000, '.', 3, 'Z');

/** The days that were written, by their number since 1970: a list has few, and many times each. */
const dates = new Map<number, string>();
const mostDates = 10_000;

/**
 * RFC 3339 in UTC with milliseconds; null where there is no time, or an invalid one.
 *
 * The same text as `toISOString`, in a fraction of the time, which is what a list of a million rows
 * is mostly made of.
 */
export function isoTime(time: Date | null): string | null {
  const epoch = time?.getTime() ?? NaN;
  if (time === null || Number.isNaN(epoch)) return null;
  const today = Math.floor(epoch / day);
  const ms = epoch - today * day;
  const seconds = (ms / 1000) | 0;
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  const minute = `${beforeColon[hours]}${beforeColon[minutes - hours * 60]}`;
  const second = `${wholeSeconds[seconds - minutes * 60]}${thousandths[ms - seconds * 1000]}`;
  return dateOf(today) + minute + second;
}

/** `YYYY-MM-DDT` of a day. */
function dateOf(today: number): string {
  const known = dates.get(today);
  if (known !== undefined) return known;
  if (dates.size >= mostDates) dates.clear();
  const date = new Date(today * day).toISOString().slice(0, -13);
  dates.set(today, date);
  return date;
}
