import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { SessionAdminError } from '../../errors.js';
import type { JsonObject } from '../../session.js';
import { undecodable } from '../reading/failure.js';
import { readJson } from '../reading/json.js';
import { isObject } from '../reading/object.js';
import type { Cipher } from './encrypt.js';

const format = 'an encrypted Laravel session';

/** Reads an APP_KEY: `base64:…` or the key itself, of 16 or 32 bytes. */
export function parseKey(key: string): Buffer {
  const bytes = key.startsWith('base64:') ? Buffer.from(key.slice(7), 'base64') : Buffer.from(key);
  if (bytes.length === 16 || bytes.length === 32) return bytes;
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `Laravel's APP_KEY is 16 or 32 bytes, usually as base64:…; this one has ${bytes.length}.`,
  );
}

/** Reads APP_KEY, and APP_PREVIOUS_KEYS as further lines. */
export const parseKeys = (keys: string): Buffer[] =>
  keys
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(parseKey);

/** Whether base64 text holds the object that Laravel's encrypter makes. */
export function isEncrypted(text: Buffer): boolean {
  const head = Buffer.from(text.subarray(0, 16).toString('latin1'), 'base64').toString('latin1');
  return /^\{"(?:iv|value|mac|tag)":/.test(head);
}

/**
 * Decrypts what Laravel's encrypter made (illuminate/encryption, Encrypter.php): AES-CBC with an
 * HMAC-SHA256 over the two base64 texts, or AES-GCM with a tag.
 */
export function decrypt(envelope: Buffer, key: Buffer): Buffer {
  const { iv, value, mac, tag } = fieldsOf(envelope);
  const bits = key.length * 8;
  try {
    if (tag !== '') {
      const cipher = createDecipheriv(`aes-${bits}-gcm` as 'aes-256-gcm', key, bytes(iv), {
        authTagLength: 16,
      });
      cipher.setAuthTag(bytes(tag));
      return Buffer.concat([cipher.update(bytes(value)), cipher.final()]);
    }
    const made = createHmac('sha256', key)
      .update(iv + value)
      .digest();
    const given = Buffer.from(mac, 'hex');
    if (given.length !== made.length || !timingSafeEqual(given, made)) throw wrongKey();
    const cipher = createDecipheriv(`aes-${bits}-cbc`, key, bytes(iv));
    return Buffer.concat([cipher.update(bytes(value)), cipher.final()]);
  } catch {
    throw wrongKey();
  }
}

/** Decrypts with the first of these keys that fits. */
export function decryptWith(
  keys: readonly Buffer[],
  envelope: Buffer,
): { text: Buffer; cipher: Cipher } {
  const cipher = fieldsOf(envelope).tag === '' ? 'cbc' : 'gcm';
  for (const [i, key] of keys.entries()) {
    try {
      return { text: decrypt(envelope, key), cipher };
    } catch (error) {
      if (i === keys.length - 1) throw error;
    }
  }
  throw wrongKey();
}

const wrongKey = (): SessionAdminError =>
  undecodable(format, 0, 'the APP_KEY that was given is not the one it was made with');

const bytes = (text: string): Buffer => Buffer.from(text, 'base64');

interface Fields {
  iv: string;
  value: string;
  mac: string;
  tag: string;
}

function fieldsOf(envelope: Buffer): Fields {
  const json = readJson(envelope.toString(), format, envelope.length);
  if (!isObject(json)) {
    throw undecodable(format, 0, 'it has no iv and value');
  }
  const [iv, value] = [textOf(json, 'iv'), textOf(json, 'value')];
  if (iv === '' || value === '') throw undecodable(format, 0, 'it has no iv and value');
  return { iv, value, mac: textOf(json, 'mac'), tag: textOf(json, 'tag') };
}

function textOf(json: JsonObject, name: string): string {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  return typeof value === 'string' ? value : '';
}
