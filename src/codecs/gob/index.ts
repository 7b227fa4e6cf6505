import type { Codec } from '../contract.js';
import { isObject } from '../reading/object.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { unencodable } from './failure.js';
import { looksLikeGob } from './look.js';
import { typedForm } from './typed.js';

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
  as: ({ sample }) => (sample ? gobLike(sample) : gob),
};

/** Writes gobs as an application does whose gob is at hand: SCS's struct, or a map alone. */
function gobLike(sample: Uint8Array): Codec {
  const wire = wireOf(sample);
  if (wire === null) return gob;
  return {
    ...gob,
    encode: (data, context) => {
      if (!isObject(data) || Object.hasOwn(data, typedForm.gob)) return encode(data, context);
      if (!/^map\[(?:string|interface ?\{\})\]/.test(wire)) {
        throw unencodable(
          '',
          'the gobs that are there hold no session of SCS’s: give the bytes with --raw-file',
        );
      }
      const { [typedForm.types]: types, ...values } = data;
      const top = { [typedForm.gob]: [{ [typedForm.wire]: wire, [typedForm.value]: values }] };
      return encode(types === undefined ? top : { ...top, [typedForm.types]: types }, context);
    },
  };
}

/** The Go type of what stands alone in a gob; null where it is SCS's session, or cannot be read. */
function wireOf(sample: Uint8Array): string | null {
  try {
    const data = decode(sample, true);
    const top = isObject(data) ? data[typedForm.gob] : undefined;
    const [first] = Array.isArray(top) ? top : [];
    const wire = first !== undefined && isObject(first) ? first[typedForm.wire] : undefined;
    return typeof wire === 'string' ? wire : null;
  } catch {
    return null;
  }
}
