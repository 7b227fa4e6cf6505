import { isUtf8 } from 'node:buffer';
import { SessionAdminError } from '../errors.js';
import type { Codec } from './contract.js';
import { undecodable } from './reading/failure.js';
import { bufferOf } from './reading/reader.js';
import { traces } from './reading/traces.js';

/** UTF-8 text, taken as it is. */
export const text: Codec = {
  name: 'text',

  matches: (payload) => {
    if (payload.length === 0 || !isUtf8(payload)) return false;
    // Control characters other than tab, LF and CR are a sign of something binary.
    return payload.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  },

  decode: (payload) => {
    if (!isUtf8(payload)) throw undecodable('text', 0, 'it is not UTF-8');
    return bufferOf(payload).toString();
  },

  encode: (data) => {
    if (typeof data !== 'string') {
      throw new SessionAdminError('PAYLOAD_UNENCODABLE', 'text: the payload must be a JSON string');
    }
    return { payload: Buffer.from(data), warnings: [] };
  },

  // No path leads into a text.
  traces: () => traces(),
};
