import { randomBytes, randomInt } from 'node:crypto';

/** So many random bytes in unpadded base64url. */
export const base64urlId = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** So many random characters of an alphabet. */
export const alphabetId = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

export const digits = '0123456789';
export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const upper = lower.toUpperCase();
