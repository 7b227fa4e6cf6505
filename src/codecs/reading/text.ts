import { isUtf8 } from 'node:buffer';
import type { Json, JsonObject } from '../../session.js';
import { newObject } from './object.js';

/**
 * Returns a string of a language whose strings are bytes: its text, or `{"__hex": …}` where it is
 * not UTF-8.
 */
export function textOrHex(bytes: Buffer): string | JsonObject {
  if (isUtf8(bytes)) return bytes.toString();
  const object = newObject();
  object['__hex'] = bytes.toString('hex');
  return object;
}

/** Returns the text of a key that need not be text in its language: a number, a tuple, nothing. */
export function keyText(key: Json): string {
  if (typeof key === 'string') return key;
  if (typeof key !== 'object' || key === null) return String(key);
  if (!Array.isArray(key) && typeof key['__hex'] === 'string') return key['__hex'];
  return JSON.stringify(key, (_, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}
