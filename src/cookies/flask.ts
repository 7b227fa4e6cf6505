import { createHmac } from 'node:crypto';
import type { CookieForm } from './contract.js';
import { isSame, neededSecrets, secretsOf } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

const signedForm = /^(.+)\.([A-Za-z0-9_-]{27})$/s;

/**
 * The cookie of Flask-Session: the id alone, or with SESSION_USE_SIGNER the id, a dot and the
 * signature of itsdangerous (flask_session/base.py: _get_signer; itsdangerous/signer.py).
 *
 * `signed` says which one is written; both are read. The framework checks against the
 * application's SECRET_KEY alone, and so does this. Default is not signed.
 */
export function createFlask(cookieName = 'session', signed = false): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    signed,

    write: (id, secret) => {
      if (!signed) return encodedValue(checkedId(id), 'verbatim');
      const [current] = neededSecrets(secret, `a signed ${cookieName} cookie`);
      const signature = signatureOf(checkedId(id), current).toString('base64url');
      return encodedValue(`${id}.${signature}`, 'verbatim');
    },

    read: (value, secret) => {
      const text = decodedValue(value, 'verbatim');
      const [, bare, given] = signedForm.exec(text) ?? [];
      if (bare === undefined || given === undefined) {
        return { id: checkedId(text), signature: 'none' };
      }
      const id = checkedId(bare);
      if (secret === undefined) return { id, signature: 'unchecked' };
      const made = signatureOf(id, secretsOf(secret)[0]);
      const isValid = isSame(Buffer.from(given, 'base64url'), made);
      return { id, signature: isValid ? 'valid' : 'invalid' };
    },
  };
}

/** `Signer(secret, salt='flask-session', key_derivation='hmac')`, whose digest is SHA-1. */
function signatureOf(id: string, secret: string): Buffer {
  const key = createHmac('sha1', secret).update('flask-session').digest();
  return createHmac('sha1', key).update(id).digest();
}
