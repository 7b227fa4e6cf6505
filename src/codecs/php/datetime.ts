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

/** Hours of the abbreviations that mean one zone only, as PHP has them (timezonemap.h). */
const abbreviations: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ AKDT: -8, AKST: -9, CDT: -5, CST: -6, EDT: -4, EST: -5, HST: -10, MDT: -6, MST: -7 },
    ...{ PDT: -7, PST: -8, BST: 1, CEST: 2, CET: 1, EEST: 3, EET: 2, MSK: 3, WEST: 1, WET: 0 },
    ...{ ACDT: 10.5, ACST: 9.5, AEDT: 11, AEST: 10, AWST: 8, JST: 9, NZDT: 13, NZST: 12, SAST: 2 },
  }),
);

function offsetOf(kind: unknown, zone: string, local: number): number | null {
  if (/^(?:UTC|Z|GMT)$/i.test(zone)) return 0;
  if (kind === kinds.offset) return offsetSeconds(zone);
  if (kind === kinds.name) return namedOffset(zone, local);
  const hours = kind === kinds.abbreviation ? abbreviations.get(zone.toUpperCase()) : undefined;
  return hours === undefined ? null : hours * 3600;
}
