import type { JsonObject } from '../../session.js';
import { instantText } from '../reading/time.js';
import { namedOffset, offsetSeconds } from '../reading/zone.js';

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
  if (kind === kinds.offset) return offsetSeconds(zone);
  return kind === kinds.name ? namedOffset(zone, local) : null;
}
