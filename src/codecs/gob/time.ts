import { fractionText, offsetText } from '../reading/time.js';

/** Seconds from Go's zero time, 1 January of year 1, to the Unix epoch. */
const unixToYearOne = 62135596800;
/** JavaScript's dates reach this many seconds either side of 1970. */
const dateLimit = 8.64e12;
/** The zone offset that stands for UTC itself, in minutes. */
const utcMark = -1;

/** The zero time, which Go does not send. */
export const zeroTime = '0001-01-01T00:00:00Z';

const timePattern =
  /^(-?\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2,3}):(\d\d)(?::(\d\d))?)$/;

/**
 * Returns a `time.Time` as RFC 3339 with all its digits and offset, or null if the bytes are none.
 *
 * The bytes are those of Go's Time.MarshalBinary: a version, seconds since year 1, nanoseconds,
 * minutes east of UTC (−1 for UTC itself) and, from version 2, seconds of the offset. RFC 3339 has
 * no seconds in an offset: like Go, they are left off, unless `exact` asks for `+00:53:28`, and
 * for `+00:00` where the zone is not UTC itself but as far east.
 */
export function timeText(bytes: Uint8Array, exact: boolean): string | null {
  if (!isTime(bytes)) return null;
  const version = bytes[0];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nanoseconds = view.getUint32(9);
  const minutes = view.getInt16(13);
  const odd = version === 2 ? view.getInt8(15) : 0;
  const offset = minutes === utcMark && version === 1 ? 0 : minutes * 60 + odd;
  const seconds = view.getInt32(1) * 0x100000000 + view.getUint32(5) - unixToYearOne + offset;
  if (nanoseconds > 999999999 || Math.abs(seconds) > dateLimit) return null;
  const isUtc = minutes === utcMark && version === 1;
  const shown = exact ? offset : Math.trunc(offset / 60) * 60;
  const zone = isUtc || (offset === 0 && !exact) ? 'Z' : offsetText(shown);
  return dateText(seconds) + fractionText(nanoseconds) + zone;
}

/** Whether the bytes are a time's, by their version and number; Go looks at nothing else. */
export function isTime(bytes: Uint8Array): boolean {
  return (bytes[0] === 1 && bytes.length === 15) || (bytes[0] === 2 && bytes.length === 16);
}

function dateText(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  if (text.length === 24) return text.slice(0, 19);
  // Outside years 0 to 9999 the year has a sign and six digits; Go pads it to four.
  const year = text.slice(1, 7).replace(/^0{1,2}/, '');
  return (text.startsWith('-') ? '-' : '') + year + text.slice(7, 22);
}

/** Returns the bytes of a time in RFC 3339, or null if it is none that Go can hold. */
export function timeBytes(text: string): Buffer | null {
  const match = timePattern.exec(text);
  if (match === null) return null;
  const part = (n: number): number => Number(match[n] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(part(1), part(2) - 1, part(3));
  date.setUTCHours(part(4), part(5), part(6));
  // Dates that roll over, such as 31 February, come back different.
  if (dateText(date.getTime() / 1000) !== text.slice(0, text.indexOf('T') + 9)) return null;
  const size = part(9) * 3600 + part(10) * 60 + part(11);
  if (part(10) > 59 || part(11) > 59) return null;
  const zoned = match[8] !== undefined;
  const offset = match[8] === '-' ? -size : size;
  const minutes = zoned ? Math.trunc(offset / 60) : utcMark;
  if (zoned && (minutes === utcMark || Math.abs(minutes) > 0x7fff)) return null;
  const nanoseconds = Number((match[7] ?? '').padEnd(9, '0'));
  return packTime(date.getTime() / 1000 - offset, nanoseconds, minutes, offset % 60);
}

/** Returns the bytes of an instant, in UTC. */
export function instantBytes(instant: Date): Buffer {
  const seconds = Math.floor(instant.getTime() / 1000);
  return packTime(seconds, (instant.getTime() - seconds * 1000) * 1_000_000, utcMark, 0);
}

/** Returns the instant of a `time.Time`, to the millisecond; null where the bytes are no time. */
export function timeInstant(bytes: Uint8Array): Date | null {
  if (timeText(bytes, true) === null) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getInt32(1) * 0x100000000 + view.getUint32(5) - unixToYearOne;
  return new Date(seconds * 1000 + Math.floor(view.getUint32(9) / 1_000_000));
}

function packTime(unix: number, nanoseconds: number, minutes: number, odd: number): Buffer {
  const bytes = Buffer.alloc(odd === 0 ? 15 : 16);
  bytes[0] = odd === 0 ? 1 : 2;
  bytes.writeBigInt64BE(BigInt(unix + unixToYearOne), 1);
  bytes.writeUInt32BE(nanoseconds, 9);
  bytes.writeInt16BE(minutes, 13);
  if (odd !== 0) bytes.writeInt8(odd, 15);
  return bytes;
}
