import type { JsonObject } from '../session.js';
import type { Codec } from './contract.js';
import { json } from './json.js';
import { isMarshalText, marshal } from './marshal/index.js';
import { readJson, serializeJson } from './reading/json.js';
import { newObject } from './reading/object.js';
import { bufferOf } from './reading/reader.js';

const format = 'a Rails session';

/**
 * Sessions of Rails' activerecord-session_store: base64 of Marshal, or JSON as `{"value": …}`, told
 * by looking, as its hybrid serializer does, or JSON of the session itself, as its null serializer
 * leaves it. Writes what the rows have; where there are none, `{"value": …}`, which an application with
 * the serializer `marshal` (the default) does not read.
 */
export const rails: Codec = {
  name: 'rails',

  // Whatever is JSON may be the session itself, of the null serializer.
  matches: (payload) => payload[0] === 0x7b || isMarshalText(payload),

  decode: (payload) => {
    if (payload[0] !== 0x7b) return marshal.decode(payload);
    const session = readJson(bufferOf(payload).toString(), format, payload.length) as JsonObject;
    // A column of type json holds the session itself (the null serializer).
    return isWrapped(session) ? (session['value'] ?? null) : session;
  },

  encode: (data) => {
    const wrapped = newObject();
    wrapped['value'] = data;
    return { payload: Buffer.from(serializeJson(wrapped)), warnings: [] };
  },

  // What Marshal writes is not ours to write: an application that uses it reads nothing else.
  as: ({ sample }) => {
    if (!sample) return rails;
    if (isMarshalText(sample)) {
      return { ...rails, encode: (data, context) => marshal.encode(data, context) };
    }
    return isNull(sample)
      ? { ...rails, encode: (data, context) => json.encode(data, context) }
      : rails;
  },
};

const isWrapped = (session: JsonObject): boolean =>
  Object.hasOwn(session, 'value') && Object.keys(session).length === 1;

/** Whether a session is as the null serializer leaves it. */
function isNull(sample: Uint8Array): boolean {
  try {
    const session = json.decode(sample);
    return (
      typeof session === 'object' &&
      session !== null &&
      !Array.isArray(session) &&
      !isWrapped(session)
    );
  } catch {
    return false;
  }
}
