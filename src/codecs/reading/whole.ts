/** Whole numbers of more bytes than this are refused: writing them in decimals takes too long. */
export const longestWhole = 4096;

/** The digits that as many bytes make. */
export const longestDigits = 9864;

/** Gives a whole number: a number where that is exact, else a bigint. */
export function whole(value: bigint): number | bigint {
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : value;
}

/** Gives the whole number that a text of decimal digits says; null where it is none. */
export function wholeFromText(digits: string): number | bigint | null {
  if (digits.length > longestDigits + 1 || !/^[+-]?\d+$/.test(digits)) return null;
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number + 0;
  return whole(digits.startsWith('+') ? BigInt(digits.slice(1)) : BigInt(digits));
}

/** Gives the whole number of these bytes, the lowest first. */
export function wholeFromBytes(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
