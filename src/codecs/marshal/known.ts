import type { Json } from '../../session.js';
import { instantText } from '../reading/time.js';

/** Days from the beginning of Julian days to 1970, at midnight. */
const unixJulianDay = 2440588;
const day = 86400;

/** Returns what is known of an object that wrote itself as bytes, or null if it is not. */
export function selfWritten(
  name: string,
  bytes: Buffer,
  variables: ReadonlyMap<string, Json>,
): string | null {
  return name === 'Time' ? timeText(bytes, variables) : null;
}

/** Returns what is known of an object that wrote another value, or null if it is not. */
export function selfMarshalled(name: string, data: Json): string | null {
  if (!Array.isArray(data)) return null;
  // Active Support's time in a zone: the instant, the zone's name, and the clock's time there.
  if (name === 'ActiveSupport::TimeWithZone') return typeof data[0] === 'string' ? data[0] : null;
  return name === 'Date' || name === 'DateTime' ? dateText(name, data) : null;
}

/** Ruby's Time in 8 bytes (time.c, time_mdump): calendar fields in UTC, and finer ones beside. */
function timeText(bytes: Buffer, variables: ReadonlyMap<string, Json>): string | null {
  if (bytes.length < 8) return null;
  const [p, s] = [bytes.readUInt32LE(), bytes.readUInt32LE(4)];
  // Before Ruby 1.8 there was no mark, but seconds since 1970.
  if (p >>> 31 === 0) return instantText(p, s * 1000, 0);
  const year = (p >>> 14) & 0xffff;
  const date = Date.UTC(1900 + year, (p >>> 10) & 0xf, (p >>> 5) & 0x1f, p & 0x1f, s >>> 26);
  const seconds = date / 1000 + ((s >>> 20) & 0x3f);
  const [numerator, denominator] = [variables.get('nano_num') ?? 0, variables.get('nano_den') ?? 1];
  if (!isNumber(numerator) || !isNumber(denominator)) return null;
  const finer = Number(numerator) / Number(denominator);
  const nanoseconds = (s & 0xfffff) * 1000 + Math.floor(finer);
  const offset = variables.get('offset');
  return instantText(seconds, nanoseconds, typeof offset === 'number' ? offset : 0);
}

/** Ruby's Date (date_core.c): periods, Julian day, second, nanosecond, offset, calendar's start. */
function dateText(name: string, data: readonly Json[]): string | null {
  const [periods, julianDay, second, nanosecond, offset] = data;
  if (periods !== 0 || typeof julianDay !== 'number' || typeof offset !== 'number') return null;
  if (typeof second !== 'number' || typeof nanosecond !== 'number') return null;
  const unix = (julianDay - unixJulianDay) * day + second;
  const text = instantText(unix, nanosecond, offset);
  return name === 'Date' ? (text?.slice(0, 10) ?? null) : text;
}

const isNumber = (value: Json): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';
