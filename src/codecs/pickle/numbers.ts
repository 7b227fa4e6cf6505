import type { Json } from '../../session.js';
import { floatFromText, floatJson } from '../reading/float.js';
import type { Reader } from '../reading/reader.js';
import {
  longestDigits,
  longestWhole,
  whole,
  wholeFromBytes,
  wholeFromText,
} from '../reading/whole.js';

const lineFeed = 0x0a;

/** What has no digits, as Python writes it. */
const notFinite = new Map([
  ['nan', NaN],
  ['-nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

/** Reads a length of 8 bytes. */
export function length8(reader: Reader): number {
  const at = reader.pos;
  const length = reader.slice(8).readBigUInt64LE();
  if (length > reader.left) reader.fail('a length of more bytes than are left', at);
  return Number(length);
}

/** Reads a whole number of so many bytes, the lowest first, in two's complement. */
export function long(reader: Reader, length: number): number | bigint {
  if (length > longestWhole) reader.fail(`a whole number of more than ${longestWhole} bytes`);
  const bytes = reader.slice(length);
  const size = wholeFromBytes(bytes);
  return whole(BigInt.asIntN(length * 8, size));
}

/** Reads a line with a whole number; `00` and `01` are how protocols 0 and 1 write booleans. */
export function lineInt(reader: Reader): number | bigint | boolean {
  const at = reader.pos;
  const line = reader.until(lineFeed, longestDigits + 2, 'a number');
  if (line === '00' || line === '01') return line === '01';
  const value = wholeFromText(line.replace(/L$/, ''));
  if (value === null) reader.fail('a line that is no whole number', at);
  return value;
}

/** Reads a line with a float, as Python's repr writes it. */
export function lineFloat(reader: Reader): Json {
  const at = reader.pos;
  const line = reader.until(lineFeed, 400, 'a number').toLowerCase();
  const value = notFinite.get(line) ?? floatFromText(line);
  if (value === null) reader.fail('a line that is no number', at);
  return floatJson(value);
}

/** Reads a float of 8 bytes. */
export const readFloat = (reader: Reader): Json => floatJson(reader.slice(8).readDoubleBE());
