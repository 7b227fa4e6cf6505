import type { Codec } from '../contract.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { looksLikeGob } from './look.js';

export { decodeDeadline as scsDeadline } from './decode.js';

/**
 * Go's encoding/gob, as SCS (alexedwards/scs) writes sessions with it.
 *
 * Decoding reads whatever gob can carry. Encoding writes the payload that SCS writes: see
 * `typed.ts` for how to say the types that JSON has no word for.
 */
export const gob: Codec = {
  name: 'gob',
  matches: looksLikeGob,
  decode: (payload, options = {}) => decode(payload, options.typed ?? false),
  encode,
};
