import { createHmac, pbkdf2Sync } from 'node:crypto';
import { objectIn, objectOf } from '../codecs/json-object.js';
import type { CookieForm } from './contract.js';
import { notThisCookie } from './failure.js';
import { isSame, neededSecrets, secretsOf } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

const form = /^([A-Za-z0-9+/]+=*)--([0-9a-f]{40}|[0-9a-f]{64})$/;
/** The salt of the key, and the digests that it is made with: the current default, and that before Rails 7. */
const salt = 'signed cookie';
const keyDigests = ['sha256', 'sha1'] as const;

/**
 * A signed cookie of Rails: base64 of an envelope with the value as JSON and the purpose, which is the
 * cookie's name; two hyphens; and an HMAC in hexadecimal digits, by a key from secret_key_base
 * (rails/rails, actionpack/lib/action_dispatch/middleware/cookies.rb;
 * activesupport/lib/active_support/message_verifier.rb, messages/metadata.rb and key_generator.rb).
 *
 * Without an end in it, as none is written, Rails takes it for as long as the browser sends it.
 */
export function createRailsSigned(cookieName = 'session_id'): CookieForm {
  const purpose = `cookie.${cookieName}`;
  return {
    cookieName: checkedName(cookieName),

    signed: true,

    write: (id, secret) => {
      const [current] = neededSecrets(secret, `a ${cookieName} cookie`);
      const isNumber = /^[1-9]\d{0,14}$/.test(checkedId(id));
      const message = base64(isNumber ? id : JSON.stringify(id));
      const encoded = base64(JSON.stringify({ _rails: { message, exp: null, pur: purpose } }));
      return encodedValue(`${encoded}--${signatureOf(encoded, current, 'sha256', 'sha1')}`);
    },

    read: (value, secret) => {
      const [, encoded = '', given = ''] = form.exec(decodedValue(value)) ?? [];
      const { text, pur } = contentOf(encoded);
      const id = idIn(text);
      if (id === null) {
        throw notThisCookie(cookieName, 'a message with the id, two hyphens and a signature');
      }
      if (secret === undefined) return { id: checkedId(id), signature: 'unchecked' };
      const digest = given.length === 40 ? 'sha1' : 'sha256';
      const isValid = secretsOf(secret).some((one) =>
        keyDigests.some((keyDigest) =>
          isSame(Buffer.from(given), Buffer.from(signatureOf(encoded, one, keyDigest, digest))),
        ),
      );
      const isMeant = pur === null || pur === purpose;
      return { id: checkedId(id), signature: isValid && isMeant ? 'valid' : 'invalid' };
    },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The value as JSON, and the purpose; before Rails 5.2 there was no envelope, and no purpose. */
function contentOf(encoded: string): { text: string; pur: unknown } {
  const bytes = Buffer.from(encoded, 'base64');
  const envelope = objectOf(bytes);
  if (envelope === null) return { text: bytes.toString(), pur: null };
  const { message, pur } = objectIn(envelope['_rails']);
  const text = typeof message === 'string' ? Buffer.from(message, 'base64').toString() : '';
  return { text, pur: pur ?? null };
}

/** A text, or a whole number with all its digits. */
function idIn(json: string): string | null {
  if (/^\d{1,20}$/.test(json)) return json;
  if (!json.startsWith('"')) return null;
  try {
    return JSON.parse(json) as string;
  } catch {
    return null;
  }
}

function signatureOf(encoded: string, secret: string, keyDigest: string, digest: string): string {
  const key = pbkdf2Sync(secret, salt, 1000, 64, keyDigest);
  return createHmac(digest, key).update(encoded).digest('hex');
}
