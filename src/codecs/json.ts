import { isUtf8 } from 'node:buffer';
import type { Json } from '../session.js';
import type { Codec } from './contract.js';
import { undecodable } from './reading/failure.js';
import { readPlainJson, serializeJson } from './reading/json.js';
import { bufferOf } from './reading/reader.js';
import { jsonTraces } from './reading/traces.js';

const format = 'JSON';

/** JSON text in UTF-8, as the Node stores and SCS's JSON codec write it. */
export const json: Codec = {
  name: 'json',

  matches: (payload) => {
    const first = payload.find((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d));
    return first === 0x7b || first === 0x5b;
  },

  decode: (payload) => {
    if (!isUtf8(payload)) throw undecodable(format, 0, 'it is not UTF-8');
    return readPlainJson(bufferOf(payload).toString(), format);
  },

  encode: (data: Json) => ({ payload: Buffer.from(serializeJson(data)), warnings: [] }),

  traces: jsonTraces,
};
