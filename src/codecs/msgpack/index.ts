import type { Codec } from '../contract.js';
import { Reader } from '../reading/reader.js';
import { decodeMsgpack } from './decode.js';
import { encodeMsgpack } from './encode.js';
import { msgpackTraces } from './traces.js';

/**
 * MessagePack, as Flask-Session writes it since 0.7 (with Python's msgspec).
 *
 * Whole numbers are exact, bytes are base64, timestamps RFC 3339, other extensions
 * `{"__ext": type, "data": base64}`. The typed form, which writing takes back, has bytes as
 * `{"$bytes": base64}`.
 *
 * Our own reader: @msgpack/msgpack 3 refuses a session for a key `__proto__`, bounds neither depth
 * nor the number of values, cuts timestamps to milliseconds and does not say at which byte it
 * fails. The format is that of https://github.com/msgpack/msgpack/blob/master/spec.md.
 */
export const msgpack: Codec = {
  name: 'msgpack',

  matches: looksLikeMsgpack,

  decode: (payload, { typed = false } = {}) =>
    decodeMsgpack(new Reader(payload, 'MessagePack data'), typed),

  encode: (data) => ({ payload: encodeMsgpack(data), warnings: [] }),

  traces: msgpackTraces,
};

/** A map, empty or with a text for its first key. A pickle begins with 0x80 too, and goes on. */
function looksLikeMsgpack(payload: Uint8Array): boolean {
  const [first = 0, second, third] = payload;
  if (first === 0x80) return payload.length === 1;
  if (first > 0x80 && first <= 0x8f) return isText(second);
  if (first === 0xde) return isText(payload[3]) && second !== undefined && third !== undefined;
  return first === 0xdf && isText(payload[5]);
}

const isText = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0xa0 && byte <= 0xbf) || (byte >= 0xd9 && byte <= 0xdb));
