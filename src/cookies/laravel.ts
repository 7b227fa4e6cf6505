import { createHmac } from 'node:crypto';
import { decrypt, isEncrypted, parseKey } from '../codecs/laravel/decrypt.js';
import { encrypt } from '../codecs/laravel/encrypt.js';
import { parseBase64Text } from '../codecs/reading/base64.js';
import { SessionAdminError } from '../errors.js';
import type { CookieForm } from './contract.js';
import { invalid, notThisCookie } from './failure.js';
import { isSame, neededSecrets } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

/**
 * The cookie of Laravel: the id behind a hash of the cookie's name, both encrypted with APP_KEY
 * (illuminate/cookie, CookieValuePrefix.php and Middleware/EncryptCookies.php).
 *
 * The name is part of what is encrypted: `laravel_session` until Laravel 12, `laravel-session`
 * since, each with the application's own name in front. Reading needs the key too, and takes
 * APP_PREVIOUS_KEYS as further lines. AES-CBC and AES-GCM are read; CBC, the default, is written.
 */
export function createLaravel(cookieName = 'laravel_session'): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    signed: true,

    write: (id, secret) => {
      const [current] = neededSecrets(secret, `an encrypted ${cookieName} cookie`);
      const key = parseKey(current);
      return encodedValue(encrypt(prefixOf(cookieName, key) + checkedId(id), key));
    },

    read: (value, secret) => {
      const envelope = envelopeOf(value, cookieName);
      const keys = neededSecrets(secret, `reading an encrypted ${cookieName} cookie`).map(parseKey);
      for (const key of keys) {
        const content = decrypted(envelope, key);
        if (content === null) continue;
        return { id: idOf(content, prefixOf(cookieName, key), cookieName), signature: 'valid' };
      }
      throw invalid(
        `the ${cookieName} cookie cannot be decrypted: it was made with another APP_KEY than the one given, or changed on its way`,
      );
    },
  };
}

const prefixOf = (cookieName: string, key: Buffer): string =>
  `${createHmac('sha1', key).update(`${cookieName}v2`).digest('hex')}|`;

function envelopeOf(value: string, cookieName: string): Buffer {
  const text = Buffer.from(decodedValue(value));
  const envelope = isEncrypted(text) ? quietly(() => parseBase64Text(text, cookieName)) : null;
  if (envelope === null) throw notThisCookie(cookieName, 'encrypted and begins with "eyJ"');
  return envelope;
}

const decrypted = (envelope: Buffer, key: Buffer): Buffer | null =>
  quietly(() => decrypt(envelope, key));

/** Takes the name's hash off; without it the application takes no cookie. */
function idOf(content: Buffer, prefix: string, cookieName: string): string {
  const expected = Buffer.from(prefix);
  if (isSame(content.subarray(0, expected.length), expected)) {
    return checkedId(content.subarray(expected.length).toString());
  }
  throw invalid(
    `the application made that cookie under another name than ${cookieName}: give its name, such as laravel-session, with the value`,
  );
}

/** Returns null for what the codec refuses; its errors speak of payloads. */
function quietly<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SessionAdminError) return null;
    throw error;
  }
}
