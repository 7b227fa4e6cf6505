import type { Json, JsonObject } from '../../session.js';
import { parseBase64 } from './base64.js';
import { isObject, newObject } from './object.js';

/** Returns bytes as the typed forms have them: `{"$bytes": "base64"}`. */
export function rawBytes(bytes: Buffer): JsonObject {
  const raw = newObject();
  raw['$bytes'] = bytes.toString('base64');
  return raw;
}

/** Returns the bytes that such an object holds, or null if it is none. */
export function rawContent(json: Json | undefined): Buffer | null {
  return isObject(json) && Object.keys(json).length === 1 ? parseBase64(json['$bytes']) : null;
}
