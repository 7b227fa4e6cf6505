import type { Json } from '../../session.js';
import { floatFromText, floatJson } from '../reading/float.js';
import type { Reader } from '../reading/reader.js';
import { wholeFromText } from '../reading/whole.js';

/** Numbers, lengths and counts are no longer than this. */
const longestNumber = 400;

/** What has no digits, as PHP writes it. */
const notFinite = new Map([
  ['NAN', NaN],
  ['INF', Infinity],
  ['-INF', -Infinity],
]);

/** Reads a character that must be there. */
export function literal(reader: Reader, character: string): void {
  if (reader.byte() !== character.charCodeAt(0)) reader.fail(`no ${character}`, reader.pos - 1);
}

/** Reads text up to a character, and the character. */
export const lineUntil = (reader: Reader, end: string): string =>
  reader.until(end.charCodeAt(0), longestNumber, 'a number');

/** Reads `:length:`. */
export function length(reader: Reader): number {
  literal(reader, ':');
  const at = reader.pos;
  const digits = lineUntil(reader, ':');
  if (!/^\+?\d{1,15}$/.test(digits)) reader.fail('a length that is no number', at);
  return Number(digits);
}

/** Reads `:length:"bytes"`. In the form of PHP 6, `\xx` stands for a byte and counts as one. */
export function lengthedBytes(reader: Reader, isEscaped: boolean): Buffer {
  const at = reader.pos;
  const size = length(reader);
  literal(reader, '"');
  const bytes = isEscaped
    ? escapedBytes(reader, reader.count(size, 1, at))
    : reader.slice(size, at);
  literal(reader, '"');
  return bytes;
}

function escapedBytes(reader: Reader, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) {
    const byte = reader.byte();
    if (byte !== 0x5c) {
      bytes[i] = byte;
      continue;
    }
    const hex = reader.slice(2).toString('latin1');
    if (!/^[0-9a-f]{2}$/i.test(hex)) reader.fail('an invalid escape', reader.pos - 2);
    bytes[i] = parseInt(hex, 16);
  }
  return bytes;
}

/** Reads a whole number, exact whatever its size, and its `;`. */
export function whole(reader: Reader): number | bigint {
  const at = reader.pos;
  const value = wholeFromText(lineUntil(reader, ';'));
  if (value === null) reader.fail('an invalid whole number', at);
  return value;
}

/** Reads a float and its `;`. */
export function float(reader: Reader): Json {
  const at = reader.pos;
  const text = lineUntil(reader, ';');
  const value = notFinite.get(text) ?? floatFromText(text);
  if (value === null) reader.fail('an invalid float', at);
  return floatJson(value);
}

/** Reads a boolean after its `b`, and its `;`. */
export function boolean(reader: Reader): boolean {
  literal(reader, ':');
  const at = reader.pos;
  const digit = lineUntil(reader, ';');
  if (digit !== '0' && digit !== '1') reader.fail('a boolean that is neither 0 nor 1', at);
  return digit === '1';
}
