const day = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** The day written last, and how: the rows of a list are mostly a few days apart. */
let lastDay = NaN;
let lastDate = '';

/**
 * RFC 3339 in UTC with milliseconds; null where there is no time, or an invalid one.
 *
 * The same text as `toISOString`, in half the time, which is what a list of a million rows is
 * mostly made of.
 */
export function isoTime(time: Date | null): string | null {
  const epoch = time?.getTime() ?? NaN;
  if (time === null || Number.isNaN(epoch)) return null;
  const today = Math.floor(epoch / day);
  if (today !== lastDay) {
    lastDay = today;
    lastDate = time.toISOString().slice(0, -13);
  }
  const ms = epoch - today * day;
  const hour = twoDigits[Math.floor(ms / 3_600_000)];
  const minute = twoDigits[Math.floor(ms / 60_000) % 60];
  const second = twoDigits[Math.floor(ms / 1000) % 60];
  return `${lastDate}${hour}:${minute}:${second}.${String(ms % 1000).padStart(3, '0')}Z`;
}
