import { isUtf8 } from 'node:buffer';
import type { Traces } from '../contract.js';
import { parseBase64 } from './base64.js';

/** A value that is looked for, as `Codec.traces` is asked for it. */
export interface Wanted {
  readonly text: string;
  readonly bytes: Buffer;
  /** The whole number that the text is, of up to nine digits and not 0; null where it is none. */
  readonly whole: number | null;
}

/**
 * What is written in other words than itself: truth values, nothing, what is no number, and the
 * infinities, as values and as users.
 */
const words: readonly string[] = [
  ...['', 'true', 'false', 'null', 'NaN'],
  ...['+Inf', '-Inf', 'Infinity', '-Infinity'],
];

/**
 * Returns what is looked for; null for what has too many spellings to be known by its bytes: other
 * numbers, words, and text that is no Unicode.
 */
export function wantedOf(text: string): Wanted | null {
  const bytes = Buffer.from(text);
  if (words.includes(text) || text.includes('\uFFFD') || bytes.toString() !== text) return null;
  if (/^-?[1-9]\d{0,8}$/.test(text)) return { text, bytes, whole: Number(text) };
  return /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(text) ? null : { text, bytes, whole: null };
}

export const traces = (...pieces: readonly (string | Buffer)[]): Traces =>
  pieces.map((piece) => Buffer.from(piece));

/**
 * What stands in each decimal that a double takes for this whole number: `42`, `42.0`, `4.2e1`,
 * `420E-1`, `41.9999999999999999`.
 *
 * Its digits stand there together but for a point, or those before the last one, and nines: a number
 * that is rounded up to it is less than 2⁻⁵³ of it away, so that of 15 digits all that follow are nines,
 * and a point leaves half of them together.
 */
export function decimalTraces(whole: number): string[] {
  const digits = String(Math.abs(whole)).replace(/0+$/, '');
  const cut = Array.from(
    { length: digits.length - 1 },
    (_, i) => `${digits.slice(0, i + 1)}.${digits.slice(i + 1)}`,
  );
  return [digits, ...cut, '9'.repeat(Math.ceil((15 - digits.length) / 2))];
}

/** What stands in JSON in which a value may be. */
export function jsonTraces(text: string): Traces | null {
  const wanted = wantedOf(text);
  if (wanted === null) return null;
  const { bytes, whole } = wanted;
  // Behind a backslash any character may be written in another way.
  return traces(...(whole === null ? [bytes] : decimalTraces(whole)), '\\');
}

/** The bytes that a text stands for in base64, where it is some: bytes are shown so. */
export function base64Traces({ text }: Wanted): Buffer[] {
  const bytes = text.length % 4 === 0 ? parseBase64(text) : null;
  return bytes === null ? [] : [bytes];
}

/** The bytes that a text stands for in hexadecimal, where it is some: what is no UTF-8 is shown so. */
export function hexTraces({ text }: Wanted): Buffer[] {
  const bytes = Buffer.from(/^(?:[0-9a-f]{2})+$/.test(text) ? text : '', 'hex');
  return isUtf8(bytes) ? [] : [bytes];
}

/** The bytes of a whole number without a sign, the highest first, without zeros before them. */
export function magnitudeBytes(size: number): Buffer {
  const hex = size.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}
