import { quoted, UsageError } from '../usage.js';
import { parseDuration } from './duration.js';

const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/;
/** RFC 3339, section 5.6; its note allows a space in place of the T. */
const instantForm =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|([+-])(\d{2}):(\d{2}))$/;

const expected =
  'an RFC 3339 time with its zone, such as 2024-01-31T09:30:00Z, or a time from now, such as -7d or +24h';

/**
 * Reads a point in time: RFC 3339 with its zone, or a signed duration from `now`.
 *
 * Digits beyond milliseconds are cut. A day that the month does not have, 24:00, a leap second, a
 * missing zone and anything else throw a UsageError.
 */
export function parseInstant(text: string, now: Date): Date {
  if (text.startsWith('+') || text.startsWith('-')) {
    const distance = parseDuration(text.slice(1));
    return new Date(now.getTime() + (text.startsWith('-') ? -distance : distance));
  }
  const parts = instantForm.exec(text);
  if (parts === null) throw refusal(text);
  const [, date = '', hour, minute, second, fraction = '', zone, sign, zoneHour, zoneMinute] =
    parts;
  const inDay = Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59;
  const inZone = zone?.length === 1 || (Number(zoneHour) <= 23 && Number(zoneMinute) <= 59);
  const midnight = dayStart(date);
  if (midnight === null || !inDay || !inZone) {
    throw new UsageError(`expected a date and time that exist, not ${quoted(text)}`);
  }

  const local =
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
    Number(fraction.slice(1, 4).padEnd(3, '0'));
  const east = zone?.length === 1 ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  const instant = new Date(midnight + local - (sign === '-' ? -east : east));
  // A zone can carry the first and last day out of what RFC 3339 can write in UTC.
  if (instant.getUTCFullYear() < 0 || instant.getUTCFullYear() > 9999) throw refusal(text);
  return instant;
}

/** The start of a UTC day, in epoch milliseconds; null where the calendar has no such day. */
function dayStart(text: string): number | null {
  const [, year, month, day] = dateForm.exec(text) ?? [];
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
    ? date.getTime()
    : null;
}

function refusal(text: string): UsageError {
  return new UsageError(`expected ${expected}, not ${quoted(text)}${hintFor(text)}`);
}

function hintFor(text: string): string {
  if (dateForm.test(text)) return ` (add a time and a zone: ${text}T00:00:00Z)`;
  if (instantForm.test(`${text}Z`)) return ' (add a zone: Z for UTC, or an offset such as +02:00)';
  try {
    parseDuration(text);
    return ` (write +${text} for the time after now, -${text} for the time before)`;
  } catch {
    return '';
  }
}
