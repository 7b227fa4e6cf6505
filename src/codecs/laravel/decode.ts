import type { Json } from '../../session.js';
import { decodePhp, decodePhpString } from '../php/decode.js';
import { parseBase64Text } from '../reading/base64.js';
import { undecodable } from '../reading/failure.js';
import { readJson } from '../reading/json.js';
import { bufferOf } from '../reading/reader.js';
import { decrypt, isEncrypted } from './decrypt.js';

const format = 'a Laravel session';

/** Returns a session's values; `key` is the application's, null where it is not known. */
export function decodeLaravel(payload: Uint8Array, key: Buffer | null): Json {
  const content = parseBase64Text(bufferOf(payload), format);
  if (!isEncryptedText(content)) return contentOf(content);
  if (key === null) {
    throw undecodable(format, 0, 'it is encrypted: give the APP_KEY as the secret', 'secret');
  }
  // What is encrypted is PHP's serialize() of the content, which is a string.
  return contentOf(decodePhpString(decrypt(parseBase64Text(content, format), key)));
}

/** Serialized PHP has no brace or bracket first, and JSON has nothing else. */
function contentOf(content: Buffer): Json {
  const [first] = content;
  const isJson = first === 0x7b || first === 0x5b;
  return isJson ? readJson(content.toString(), format, content.length) : decodePhp(content);
}

/** Base64 of `{"`: the object with what was encrypted, in base64 a second time. */
function isEncryptedText(content: Buffer): boolean {
  return content.subarray(0, 3).toString('latin1') === 'eyJ' && isEncrypted(content);
}
