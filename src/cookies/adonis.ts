import { createHash, createHmac } from 'node:crypto';
import { objectOf } from '../codecs/json-object.js';
import type { CookieForm } from './contract.js';
import { notThisCookie } from './failure.js';
import { isSame, neededSecrets, secretsOf } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

const form = /^s:([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/**
 * The cookie of AdonisJS: `s:`, the base64url of `{"message": id, "purpose": the cookie's name}`, a
 * dot and the HMAC-SHA256 of that by the SHA-256 of APP_KEY (adonisjs/encryption,
 * src/message_verifier.ts; adonisjs/http-server, src/cookies).
 */
export function createAdonis(cookieName = 'adonis-session'): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    signed: true,

    write: (id, secret) => {
      const [current] = neededSecrets(secret, `a ${cookieName} cookie`);
      const message = JSON.stringify({ message: checkedId(id), purpose: cookieName });
      const encoded = Buffer.from(message).toString('base64url');
      const signature = signatureOf(encoded, current).toString('base64url');
      return encodedValue(`s:${encoded}.${signature}`);
    },

    read: (value, secret) => {
      const [, encoded = '', given = ''] = form.exec(decodedValue(value)) ?? [];
      const { message } = objectOf(Buffer.from(encoded, 'base64url')) ?? {};
      if (typeof message !== 'string') {
        throw notThisCookie(cookieName, '"s:", a message with the id, a dot and a signature');
      }
      const id = checkedId(message);
      if (secret === undefined) return { id, signature: 'unchecked' };
      const made = signatureOf(encoded, secretsOf(secret)[0]);
      const isValid = isSame(Buffer.from(given, 'base64url'), made);
      return { id, signature: isValid ? 'valid' : 'invalid' };
    },
  };
}

function signatureOf(encoded: string, secret: string): Buffer {
  const key = createHash('sha256').update(secret).digest();
  return createHmac('sha256', key).update(encoded).digest();
}
