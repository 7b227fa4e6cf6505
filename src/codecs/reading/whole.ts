/** Whole numbers of more bytes than this are refused: writing them in decimals takes too long. */
export const longestWhole = 4096;

/** The digits that as many bytes make. */
export const longestDigits = 9864;

/** The bounds of whole numbers of 64 bits. */
export const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n } as const;
export const uint64Max = 2n ** 64n - 1n;

/** Returns a whole number: a number where that is exact, else a bigint. */
export function whole(value: bigint): number | bigint {
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : value;
}

/** Returns the whole number that a text of decimal digits says, or null if it is none. */
export function wholeFromText(digits: string): number | bigint | null {
  if (digits.length > longestDigits + 1 || !/^[+-]?\d+$/.test(digits)) return null;
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number + 0;
  return whole(digits.startsWith('+') ? BigInt(digits.slice(1)) : BigInt(digits));
}

/** Returns the whole number of these bytes, the highest first. */
export function magnitude(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

/** Returns the whole number of these bytes, the lowest first. */
export const wholeFromBytes = (bytes: Buffer): bigint => magnitude(Buffer.from(bytes).reverse());
