import type { Json } from '../../session.js';
import { floatFromText, floatJson } from '../reading/float.js';
import { cost, type Reader } from '../reading/reader.js';
import { longestWhole, whole, wholeFromBytes } from '../reading/whole.js';

/** What has no digits, as Ruby writes it. */
const notFinite = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

/** Reads a whole number of up to 4 bytes: small ones stand in the first, others after its count. */
export function fixnum(reader: Reader): number {
  const at = reader.pos;
  const first = (reader.byte() << 24) >> 24;
  if (first === 0) return 0;
  if (first > 4) return first - 5;
  if (first < -4) return first + 5;
  const size = Math.abs(first);
  const value = reader.slice(size, at).readUIntLE(0, size);
  return first > 0 ? value : value - 2 ** (8 * size);
}

/** Reads a number of elements, each of which takes so many bytes. */
export function count(reader: Reader, bytesEach: number): number {
  const at = reader.pos;
  return reader.count(fixnum(reader), bytesEach, at);
}

/** Reads bytes with their length before them. */
export function byteSequence(reader: Reader): Buffer {
  const at = reader.pos;
  const bytes = reader.slice(fixnum(reader), at);
  reader.spend(cost.scalar + bytes.length);
  return bytes;
}

/** Reads a float, which is written as text. */
export function float(reader: Reader): Json {
  const at = reader.pos;
  // Ruby 1.8 put more digits after a zero byte.
  const [text = ''] = byteSequence(reader).toString('latin1', 0, 400).split('\0');
  // Ruby writes no plus.
  const number = text.startsWith('+') ? null : floatFromText(text);
  const value = notFinite.get(text) ?? number;
  if (value === null) reader.fail('an invalid float', at);
  return floatJson(value);
}

/** Reads a whole number of any size: a sign, a number of 16-bit words, and these. */
export function bignum(reader: Reader): number | bigint {
  const at = reader.pos;
  const sign = reader.byte();
  if (sign !== 0x2b && sign !== 0x2d) reader.fail('a whole number without a sign', at);
  const size = fixnum(reader) * 2;
  if (size > longestWhole) reader.fail(`a whole number of more than ${longestWhole} bytes`, at);
  const value = wholeFromBytes(reader.slice(size, at));
  reader.spend(cost.scalar + size);
  return whole(sign === 0x2d ? -value : value);
}
