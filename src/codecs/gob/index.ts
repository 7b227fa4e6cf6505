import type { Codec } from '../contract.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { gobTraces } from './traces.js';
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
  traces: gobTraces,
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
          'gob',
          '',
          'the gobs that are there hold no session of SCS’s: give the bytes',
          'data',
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

/**
 * Whether the payload begins like a gob, whole or cut off.
 *
 * A gob begins with a message's length, then a type's number: a negative one and its description,
 * or one of gob's own and a zero byte. Text and JSON do neither.
 */
function looksLikeGob(payload: Uint8Array): boolean {
  const start = integerSize(payload[0]);
  if (start === 0) return false;
  const size = integerSize(payload[start]);
  const next = payload[start + size];
  if (size === 0 || next === undefined) return false;
  const last = payload[start + size - 1] ?? 0;
  // Type numbers are signed: the lowest bit is the sign. Described types begin at 64.
  if (size > 1) return (last & 1) === 1 && next >= 1 && next <= 7;
  return last >= 2 && last <= 16 && last % 2 === 0 && next === 0;
}

/** Returns how many bytes an integer has that begins so; 0 where no gob begins so. */
function integerSize(first: number | undefined): number {
  if (first === undefined || first === 0) return 0;
  if (first <= 0x7f) return 1;
  return first >= 0xf8 ? 257 - first : 0;
}
