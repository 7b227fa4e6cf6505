import type { JsonObject } from '../../session.js';
import { instantText } from '../reading/time.js';

/** The properties that PHP gives a date when it writes it (ext/date/php_date.c). */
const parts = ['date', 'timezone_type', 'timezone'] as const;

/** PHP's kinds of zones: an offset, an abbreviation, a name. */
const kinds = { offset: 1, abbreviation: 2, name: 3 } as const;

/**
 * Puts the instant of a DateTime, DateTimeImmutable or Carbon as `iso` in place of its parts, where
 * its offset can be told.
 */
export function withInstant(object: JsonObject): JsonObject {
  const { date, timezone_type: kind, timezone } = object;
  if (typeof date !== 'string' || typeof timezone !== 'string') return object;
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(date);
  if (match === null) return object;
  const [, day = '', clock = '', fraction = ''] = match;
  const local = Date.parse(`${day}T${clock}Z`) / 1000;
  const offset = offsetOf(kind, timezone, local);
  if (Number.isNaN(local) || offset === null) return object;
  const iso = instantText(local - offset, Number(fraction.padEnd(9, '0')), offset);
  if (iso === null) return object;
  for (const part of parts) Reflect.deleteProperty(object, part);
  // As PHP's own DATE_ATOM, which has no Z.
  object['iso'] = iso.replace(/Z$/, '+00:00');
  return object;
}

function offsetOf(kind: unknown, zone: string, local: number): number | null {
  if (/^(?:UTC|Z|GMT)$/i.test(zone)) return 0;
  if (kind === kinds.offset) return seconds(/^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(zone));
  // No name of a zone is longer: what is, is not asked for.
  if (kind !== kinds.name || !/^[A-Za-z][\w+/-]{2,40}$/.test(zone)) return null;
  return namedOffset(zone, local);
}

function seconds(match: RegExpExecArray | null): number | null {
  if (match === null) return null;
  const [, sign, hours, minutes, odd = 0] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(odd));
}

/** Gives the offset that a named zone has at a local time; the first of two in an autumn night. */
function namedOffset(zone: string, local: number): number | null {
  let guess = 0;
  try {
    for (let round = 0; round < 3; round++) {
      const next = offsetAt(zone, local - guess);
      if (next === null || next === guess) return next;
      guess = next;
    }
    return guess;
  } catch {
    // Not a zone that is known here.
    return null;
  }
}

function offsetAt(zone: string, unix: number): number | null {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const text = format.formatToParts(unix * 1000).find(({ type }) => type === 'timeZoneName')?.value;
  if (text === 'GMT') return 0;
  return seconds(/^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text ?? ''));
}
