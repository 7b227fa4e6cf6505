import type { JsonObject } from '../session.js';
import { newObject } from './gob/object.js';
import { serializeJson } from './json-text.js';
import { isMarshalText, marshal } from './marshal/index.js';
import type { Codec } from './contract.js';
import { readJson } from './reading/json.js';
import { bufferOf } from './reading/reader.js';

const format = 'a Rails session';

/**
 * Sessions of Rails' activerecord-session_store: base64 of Marshal, or JSON as `{"value": …}`, told
 * by looking, as its hybrid serializer does, or JSON of the session itself, as its null serializer
 * leaves it. Writes `{"value": …}`, which an application with the serializer `marshal` (the default)
 * does not read.
 */
export const rails: Codec = {
  name: 'rails',

  // Whatever is JSON may be the session itself, of the null serializer.
  matches: (payload) => payload[0] === 0x7b || isMarshalText(payload),

  decode: (payload) => {
    if (payload[0] !== 0x7b) return marshal.decode(payload);
    const json = readJson(bufferOf(payload).toString(), format, payload.length) as JsonObject;
    // A column of type json holds the session itself (the null serializer).
    const isWrapped = Object.hasOwn(json, 'value') && Object.keys(json).length === 1;
    return isWrapped ? (json['value'] ?? null) : json;
  },

  encode: (data) => {
    const wrapped = newObject();
    wrapped['value'] = data;
    return { payload: Buffer.from(serializeJson(wrapped)), warnings: [] };
  },

  // What Marshal writes is not ours to write: an application that uses it reads nothing else.
  as: ({ sample }) =>
    sample && isMarshalText(sample)
      ? { ...rails, encode: (data, context) => marshal.encode(data, context) }
      : rails,
};
