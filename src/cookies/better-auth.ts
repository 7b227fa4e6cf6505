import { createHmac } from 'node:crypto';
import type { CookieForm } from './contract.js';
import { notThisCookie } from './failure.js';
import { isSame, neededSecrets, secretsOf } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

const form = /^(.+)\.([A-Za-z0-9+/]{43}=)$/s;

/**
 * The cookie of better-auth: the session's token, a dot and the HMAC-SHA256 in base64
 * (better-call, src/crypto.ts and src/context.ts). On https its name begins with `__Secure-`.
 *
 * The framework checks against its current secret alone, and so does this.
 */
export function createBetterAuth(cookieName = 'better-auth.session_token'): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    signed: true,

    write: (id, secret) => {
      const [current] = neededSecrets(secret, `a ${cookieName} cookie`);
      const signature = signatureOf(checkedId(id), current).toString('base64');
      return encodedValue(`${id}.${signature}`);
    },

    read: (value, secret) => {
      const [, token, given] = form.exec(decodedValue(value)) ?? [];
      if (token === undefined || given === undefined) {
        throw notThisCookie(cookieName, 'the token, a dot and a signature that ends in "="');
      }
      const id = checkedId(token);
      if (secret === undefined) return { id, signature: 'unchecked' };
      const made = signatureOf(id, secretsOf(secret)[0]);
      const isValid = isSame(Buffer.from(given, 'base64'), made);
      return { id, signature: isValid ? 'valid' : 'invalid' };
    },
  };
}

const signatureOf = (token: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(token).digest();
