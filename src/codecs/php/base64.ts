import type { Json } from '../../session.js';
import type { Codec } from '../contract.js';
import { parseBase64Text } from '../reading/base64.js';
import { bufferOf } from '../reading/reader.js';
import { decodePhp } from './decode.js';
import { encodeSerialized, encodeSession } from './encode.js';
import { looksLikeSession, looksSerialized } from './looks.js';

const format = 'base64 of a PHP session';

/** As much base64 as what it holds is known by. */
const headLength = 160;

/**
 * Base64 around what PHP keeps of a session: `key|value` for each key, or serialize(), told by
 * looking. It writes what the rows have, and `key|value` where there are none.
 */
export const phpBase64: Codec = {
  name: 'php-base64',

  matches: (payload) => {
    const head = contentHead(payload);
    return head !== null && (looksLikeSession(head) || looksSerialized(head));
  },

  decode: (payload) => decodePhp(parseBase64Text(bufferOf(payload), format)),

  encode: (data) => encoded(encodeSession(data)),

  as: ({ sample }) => {
    const head = sample && contentHead(sample);
    if (!head || looksLikeSession(head) || !looksSerialized(head)) return phpBase64;
    return { ...phpBase64, encode: (data: Json) => encoded(encodeSerialized(data)) };
  },
};

const encoded = (content: Buffer) => ({
  payload: Buffer.from(content.toString('base64')),
  warnings: [],
});

/** The beginning of what the base64 holds; null where it is no base64. */
function contentHead(payload: Uint8Array): Buffer | null {
  const head = bufferOf(payload).subarray(0, headLength).toString('latin1');
  const text = head.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}
