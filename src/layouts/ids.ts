import { SessionAdminError } from '../errors.js';
import { randomBytes, randomInt } from 'node:crypto';

/** Stands for the making of an id where only the application can: says why. */
export const onlyTheApplication = (why: string) => (): never => {
  throw new SessionAdminError('INVALID_ARGUMENT', `no token is made here: ${why}`);
};

/** So many random bytes in unpadded base64url. */
export const base64urlId = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** So many random characters of an alphabet. */
export const alphabetId = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** So many random digits of hexadecimal numbers. */
export const hexId = (length: number): string => alphabetId(hex, length);

export const digits = '0123456789';
export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const upper = lower.toUpperCase();
export const hex = `${digits}abcdef`;
export const base64urlAlphabet = `${upper}${lower}${digits}-_`;
