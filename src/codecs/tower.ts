import type { Json } from '../session.js';
import type { Codec } from './contract.js';
import { decodeMsgpack } from './msgpack/decode.js';
import { encodeValue } from './msgpack/encode.js';
import { msgpackTraces } from './msgpack/traces.js';
import { unencodable, undecodable } from './reading/failure.js';
import { isObject } from './reading/object.js';
import { rawBytes } from './reading/raw-bytes.js';
import { Reader } from './reading/reader.js';

const format = 'a session of tower-sessions';
/** A list of three, of which the first is 16 bytes. */
const head = Buffer.of(0x93, 0xc4, 0x10);

/**
 * Sessions of tower-sessions: MessagePack of `[id, values, end]`. A request goes on with the id and the
 * end that stand in the payload, so they must be those of its row.
 *
 * Source: maxcountryman/tower-sessions, tower-sessions-core/src/session.rs (`Id`, `Record`); rmp-serde
 * writes structs as lists and an i128 as its bytes, the high ones first; time, src/serde/mod.rs.
 */
export const tower: Codec = {
  name: 'tower',

  matches: (payload) => head.equals(payload.subarray(0, head.length)),

  decode: (payload, { typed = false } = {}) => {
    const record = decodeMsgpack(new Reader(payload, format), typed);
    const values = Array.isArray(record) && record.length === 3 ? record[1] : undefined;
    if (isObject(values)) return values;
    throw undecodable(format, 0, 'it is no list of an id, values and an end');
  },

  encode: (data, { token, expiry }) => {
    if (!isObject(data)) throw unencodable(format, '', 'a session is an object of keys and values');
    const id = token === undefined ? null : idBytes(token);
    if (id === null) throw unencodable(format, '', 'it is made for one token, of 22 characters');
    if (expiry === null) throw unencodable(format, '', 'it must run out: give it an end');
    return { payload: encodeValue([rawBytes(id), data, endOf(expiry)]), warnings: [] };
  },

  traces: msgpackTraces,
};

/** The number that an id is, high bytes first; a token has its bytes the other way round. */
function idBytes(token: string): Buffer | null {
  if (!/^[\w-]{21}[AQgw]$/.test(token)) return null;
  return Buffer.from(token, 'base64url').reverse();
}

/** Year, day of the year, hour, minute, second, nanosecond, and no offset from UTC. */
function endOf(at: Date): Json[] {
  const year = at.getUTCFullYear();
  const midnight = Date.UTC(year, at.getUTCMonth(), at.getUTCDate());
  const day = (midnight - Date.UTC(year, 0, 0)) / 86_400_000;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  return [year, day, ...time, at.getUTCMilliseconds() * 1_000_000, 0, 0, 0];
}
