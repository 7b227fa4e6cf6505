import { sign, unsign } from 'cookie-signature';
import type { CookieForm } from './contract.js';
import { notThisCookie } from './failure.js';
import { neededSecrets, secretsOf } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

const form = /^(?:s:)?(.+\.[A-Za-z0-9+/]{43})$/s;

/**
 * The cookie of express-session, whatever its store: `s:`, the id, a dot and the HMAC-SHA256 in
 * base64 without padding (expressjs/session, index.js: setcookie, getcookie).
 *
 * @fastify/session keeps its sessions in the same stores, and leaves the `s:` out (fastify/session,
 * index.js; fastify/cookie, signer.js): such a cookie is read, too, and none is written.
 *
 * As the middleware's own list, the secrets are all good for reading.
 */
export function createExpress(cookieName = 'connect.sid'): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    signed: true,

    write: (id, secret) => {
      const [current] = neededSecrets(secret, `a ${cookieName} cookie`);
      return encodedValue(`s:${sign(checkedId(id), current)}`);
    },

    read: (value, secret) => {
      const signed = form.exec(decodedValue(value))?.[1];
      if (signed === undefined) {
        throw notThisCookie(cookieName, '"s:", the id, a dot and a signature');
      }
      const id = checkedId(signed.slice(0, signed.lastIndexOf('.')));
      if (secret === undefined) return { id, signature: 'unchecked' };
      const isValid = secretsOf(secret).some((one) => unsign(signed, one) !== false);
      return { id, signature: isValid ? 'valid' : 'invalid' };
    },
  };
}
