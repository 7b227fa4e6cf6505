import type { Json } from '../../session.js';
import { decodePhp, decodePhpString } from '../php/decode.js';
import { parseBase64Text } from '../reading/base64.js';
import { undecodable } from '../reading/failure.js';
import { readJson } from '../reading/json.js';
import { bufferOf } from '../reading/reader.js';
import { decryptWith, isEncrypted } from './decrypt.js';
import type { Cipher } from './encrypt.js';

const format = 'a Laravel session';

/** Returns a session's values; the keys are the application's, none where they are not known. */
export function decodeLaravel(payload: Uint8Array, keys: readonly Buffer[]): Json {
  const { content } = openLaravel(payload, keys);
  return isJson(content)
    ? readJson(content.toString(), format, content.length)
    : decodePhp(content);
}

/** What a payload holds, and how it was encrypted. */
export interface Opened {
  readonly content: Buffer;
  /** Null where it was not. */
  readonly cipher: Cipher | null;
}

/** Takes what is around a session's content off. */
export function openLaravel(payload: Uint8Array, keys: readonly Buffer[]): Opened {
  const content = parseBase64Text(bufferOf(payload), format);
  if (!isEncryptedText(content)) return { content, cipher: null };
  if (keys.length === 0) {
    throw undecodable(format, 0, 'it is encrypted: give the APP_KEY as the secret', 'secret');
  }
  const { text, cipher } = decryptWith(keys, parseBase64Text(content, format));
  // What is encrypted is PHP's serialize() of the content, which is a string.
  return { content: decodePhpString(text), cipher };
}

/** The bytes that hold a session's values as they are; null where it is encrypted, or no session. */
export function plainContent(payload: Uint8Array): Buffer | null {
  try {
    const content = parseBase64Text(bufferOf(payload), format);
    return isEncryptedText(content) ? null : content;
  } catch {
    return null;
  }
}

/** Serialized PHP has no brace or bracket first, and JSON has nothing else. */
export const isJson = ([first]: Buffer): boolean => first === 0x7b || first === 0x5b;

/** Base64 of `{"`: the object with what was encrypted, in base64 a second time. */
function isEncryptedText(content: Buffer): boolean {
  return content.subarray(0, 3).toString('latin1') === 'eyJ' && isEncrypted(content);
}
