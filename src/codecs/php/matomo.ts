import type { Json } from '../../session.js';
import type { Codec } from '../contract.js';
import { isObject } from '../reading/object.js';
import { parseBase64Text } from '../reading/base64.js';
import { decodePhp } from './decode.js';
import { encodeSerialized } from './encode.js';

const format = 'a Matomo session';
const head = Buffer.from('a:1:{s:4:"data";s:');

/**
 * Sessions of Matomo: serialize() of one value, `data`, which is base64 of serialize() of the session's
 * own. Before there was a first one it is serialize() of those themselves.
 *
 * Source: matomo-org/matomo, libs/Zend/Session.php (`start`, `writeClose`), core/Session.php.
 */
export const matomo: Codec = {
  name: 'matomo',

  matches: (payload) => head.equals(payload.subarray(0, head.length)),

  decode: (payload) => {
    const outer = decodePhp(payload);
    const inner = isObject(outer) && Object.hasOwn(outer, 'data') ? outer['data'] : undefined;
    if (typeof inner !== 'string') return outer;
    return decodePhp(parseBase64Text(Buffer.from(inner), format));
  },

  encode: (data: Json) => ({
    payload: encodeSerialized({ data: encodeSerialized(data).toString('base64') }),
    warnings: [],
  }),
};
