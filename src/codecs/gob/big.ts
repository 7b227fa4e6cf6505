import { longestWhole as longest, magnitude } from '../reading/whole.js';
import { decimalText } from './float.js';

/** Returns a `big.Int` in decimals, or null if the bytes are none. */
export function bigIntText(bytes: Buffer): string | null {
  if (bytes.length === 0) return '0';
  const head = bytes[0] ?? 0;
  if (head >> 1 !== 1 || bytes.length > longest) return null;
  const size = magnitude(bytes.subarray(1));
  return String((head & 1) === 1 ? -size : size);
}

/** Returns the bytes of a `big.Int`; null where the text is no whole number. */
export function bigIntBytes(text: string): Buffer | null {
  if (!/^-?\d+$/.test(text) || text.length > longest * 2) return null;
  const value = BigInt(text);
  const hex = (value < 0n ? -value : value).toString(16);
  const digits = hex === '0' ? '' : hex.padStart(hex.length + (hex.length % 2), '0');
  return Buffer.from((value < 0n ? '03' : '02') + digits, 'hex');
}

/** Returns a `big.Rat` as `a/b`, or null if the bytes are none. */
export function bigRatText(bytes: Buffer): string | null {
  if (bytes.length === 0) return '0/1';
  const head = bytes[0] ?? 0;
  if (head >> 1 !== 1 || bytes.length < 5 || bytes.length > longest) return null;
  const split = 5 + bytes.readUInt32BE(1);
  if (split > bytes.length) return null;
  const numerator = magnitude(bytes.subarray(5, split));
  const denominator = split === bytes.length ? 1n : magnitude(bytes.subarray(split));
  return `${String((head & 1) === 1 ? -numerator : numerator)}/${String(denominator)}`;
}

/** Returns a `big.Float` with as few digits as tell it apart at its precision, or null. */
export function bigFloatText(bytes: Buffer): string | null {
  if (bytes.length === 0) return '0';
  if (bytes[0] !== 1 || bytes.length < 6) return null;
  const head = bytes[1] ?? 0;
  const sign = (head & 1) === 1 ? '-' : '';
  const form = (head >> 1) & 3;
  if (form === 0) return `${sign}0`;
  if (form === 2) return `${sign === '' ? '+' : sign}Inf`;
  if (form !== 1 || bytes.length <= 10) return null;
  const precision = bytes.readUInt32BE(2);
  const exponent = bytes.readInt32BE(6);
  if (precision === 0 || precision > longest || Math.abs(exponent) > longest) return null;
  if (bytes.length > longest) return null;
  const text = shortest(magnitude(bytes.subarray(10)), precision, exponent);
  return text === null ? null : sign + text;
}

/** Returns the shortest decimal within half a unit in the last place of 0.mantissa × 2^exponent. */
function shortest(mantissa: bigint, precision: number, exponent: number): string | null {
  const bits = mantissa.toString(2).length;
  if (mantissa === 0n || bits > (precision + 63) * 2) return null;
  // One bit more than the precision, so that the last bit is half a unit: Go's roundShortest.
  const shift = precision + 1 - bits;
  const half = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
  const scale = exponent - precision - 1;
  const up = scale >= 0 ? 1n << BigInt(scale) : 5n ** BigInt(-scale);
  const point = scale >= 0 ? 0 : -scale;
  const exact = String(half * up);
  const lower = String((half - 1n) * up).padStart(exact.length, '0');
  const upper = String((half + 1n) * up);
  const inclusive = (half & 2n) === 0n;
  const longer = upper.length - exact.length;
  for (let digits = 1; digits < exact.length; digits++) {
    const down = exact.slice(0, digits).padEnd(exact.length, '0');
    const next = String(BigInt(exact.slice(0, digits)) + 1n) + '0'.repeat(exact.length - digits);
    const okDown = inclusive ? down >= lower : down > lower;
    const wide = next.padStart(exact.length + longer, '0');
    const okUp = next.length <= upper.length && (inclusive ? wide <= upper : wide < upper);
    if (!okDown && !okUp) continue;
    const above = BigInt(next) - BigInt(exact) - (BigInt(exact) - BigInt(down));
    const isOdd = Number(exact.charAt(digits - 1)) % 2 === 1;
    const roundsUp = above < 0n || (above === 0n && isOdd);
    const chosen = okDown && okUp ? (roundsUp ? next : down) : okUp ? next : down;
    return trimmed(chosen, point);
  }
  return trimmed(exact, point);
}

function trimmed(decimal: string, point: number): string {
  return decimalText(decimal.replace(/0+$/, ''), decimal.length - 1 - point);
}
