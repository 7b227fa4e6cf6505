import type { Codec } from './contract.js';
import { json } from './json.js';
import { serializeJson } from './reading/json.js';
import { undecodable } from './reading/failure.js';
import { bufferOf } from './reading/reader.js';

const alphabet = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Base64 text (either alphabet, line breaks allowed) around JSON or around any other bytes, which
 * then stay a base64 string.
 */
export const base64: Codec = {
  name: 'base64',

  // By looking, only what surely is one: text that decodes to a JSON object or list.
  matches: (payload) => {
    const head = Buffer.from(payload.subarray(0, 8)).toString('latin1');
    return /^(ey|W[1-9yw3])/.test(head) && alphabet.test(head);
  },

  decode: (payload) => {
    const text = bufferOf(payload).toString('latin1').replace(/\s+/g, '');
    if (!alphabet.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
      throw undecodable('base64 text', 0, 'it is not base64');
    }
    const bytes = Buffer.from(text, 'base64');
    return json.matches(bytes) ? json.decode(bytes) : bytes.toString('base64');
  },

  encode: (data) => ({
    payload: Buffer.from(Buffer.from(serializeJson(data)).toString('base64')),
    warnings: [],
  }),
};
