import type { Json } from '../../session.js';
import { floatFromText, floatJson, notFinite } from '../reading/float.js';

/** The largest float of 32 bits. */
export const largestFloat32 = 3.4028234663852886e38;

/** Returns a float as JSON without loss: like `floatJson`, with minus zero as `"-0"`. */
export function exactFloatJson(value: number): number | string {
  return Object.is(value, -0) ? '-0' : floatJson(value);
}

/** Returns a float as Go's `strconv.FormatFloat(value, 'g', -1, 64)` writes it. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(floatJson(value));
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace(/[-.]/g, '');
  return (negative ? '-' : '') + decimalText(digits, Number(exponent));
}

/** Writes d₁.d₂d₃… × 10^exponent as Go's `g` does: with an exponent below 1e-4 and from 1e6 on. */
export function decimalText(digits: string, exponent: number): string {
  if (exponent < -4 || exponent >= 6) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** Returns the number with the fewest digits that rounds to this 32-bit float, as Go prints it. */
export function shortFloat32(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 0x1000000) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}

/** Reads a float out of JSON: a number of any kind, or text such as `"-0"` and `"NaN"`. */
export function parseFloatJson(json: Json | undefined): number | null {
  if (typeof json === 'number') return json;
  if (typeof json === 'bigint') return Number.isFinite(Number(json)) ? Number(json) : null;
  if (typeof json !== 'string') return null;
  // Only an infinity has a plus.
  const number = json.startsWith('+') ? null : floatFromText(json);
  return notFinite.get(json) ?? number;
}
