import { isUtf8 } from 'node:buffer';
import type { Codec } from './contract.js';
import { unencodable, undecodable } from './reading/failure.js';
import { readPlainJson, serializeJson } from './reading/json.js';
import { isObject } from './reading/object.js';
import { bufferOf } from './reading/reader.js';

const format = 'an AdonisJS session';
const head = Buffer.from('{"message":');

/**
 * Sessions of AdonisJS: JSON as `{"message": values, "purpose": the session's id}`. What has another
 * purpose than its row's id reads as no session.
 *
 * Source: adonisjs/core, @boringnode/encryption's message builder, as @adonisjs/session uses it.
 */
export const adonis: Codec = {
  name: 'adonis',

  matches: (payload) => bufferOf(payload).subarray(0, head.length).equals(head),

  decode: (payload) => {
    if (!isUtf8(payload)) throw undecodable(format, 0, 'it is not UTF-8');
    const envelope = readPlainJson(bufferOf(payload).toString(), format);
    if (isObject(envelope) && Object.hasOwn(envelope, 'message'))
      return envelope['message'] ?? null;
    throw undecodable(format, 0, 'it has no message');
  },

  encode: (data, { token }) => {
    if (!isObject(data)) throw unencodable(format, '', 'a session is an object of keys and values');
    if (token === undefined) {
      throw unencodable(format, '', 'it is made for one token, and none was given');
    }
    return {
      payload: Buffer.from(serializeJson({ message: data, purpose: token })),
      warnings: [],
    };
  },
};
