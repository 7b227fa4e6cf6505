import { isUtf8 } from 'node:buffer';
import { SessionAdminError } from '../errors.js';
import type { Json } from '../session.js';
import type { Codec } from './contract.js';
import { parseJson, serializeJson } from './json-text.js';

/** JSON text in UTF-8, as the Node stores and SCS's JSON codec write it. */
export const json: Codec = {
  name: 'json',

  matches: (payload) => {
    const first = payload.find((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d));
    return first === 0x7b || first === 0x5b;
  },

  decode: (payload) => {
    if (!isUtf8(payload)) throw undecodable('it is not UTF-8');
    try {
      return parseJson(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString());
    } catch (error) {
      throw undecodable(error instanceof Error ? error.message : 'it is not JSON');
    }
  },

  encode: (data: Json) => ({ payload: Buffer.from(serializeJson(data)), warnings: [] }),
};

const undecodable = (why: string): SessionAdminError =>
  new SessionAdminError('PAYLOAD_UNDECODABLE', `json: ${why}`);
