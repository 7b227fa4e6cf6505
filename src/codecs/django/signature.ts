import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The salt of Django's own session store. */
export const sessionSalt = 'django.contrib.sessions.SessionStore';

/** Returns the signature of `content:time`, as Django's TimestampSigner makes it. */
export function signatureOf(text: string, secretKey: string, salt: string): string {
  const key = createHash('sha256').update(`${salt}signer${secretKey}`).digest();
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Returns the hash of a session's content from before 3.1; its salt had one dot less. */
export function hashOf(content: Buffer, secretKey: string, salt: string): string {
  const key = createHash('sha1')
    .update(salt.replace(/\.(?=[^.]*$)/, '') + secretKey)
    .digest();
  return createHmac('sha1', key).update(content).digest('hex');
}

/** Whether a payload in either form has the signature that this secret makes. */
export function isSigned(payload: string, secretKey: string, salt: string): boolean {
  const split = payload.lastIndexOf(':');
  if (split >= 0) {
    return isEqual(payload.slice(split + 1), signatureOf(payload.slice(0, split), secretKey, salt));
  }
  const bytes = Buffer.from(payload, 'base64');
  const colon = bytes.indexOf(0x3a);
  if (colon < 0) return false;
  const hash = bytes.subarray(0, colon).toString('latin1');
  return isEqual(hash, hashOf(bytes.subarray(colon + 1), secretKey, salt));
}

function isEqual(given: string, made: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(made)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Returns a whole number as Django writes the time in a signature. */
export function base62(value: number): string {
  let text = '';
  for (let left = value; left > 0; left = Math.floor(left / 62)) {
    text = digits.charAt(left % 62) + text;
  }
  return text === '' ? '0' : text;
}

/** Reads such a number; null where it is none, or no time. */
export function fromBase62(text: string): number | null {
  let number = 0;
  for (const digit of text) {
    const value = digits.indexOf(digit);
    if (value < 0) return null;
    number = number * 62 + value;
  }
  return text !== '' && number < 1e11 ? number : null;
}
