import type { CodecName } from '../session.js';
import { base64 } from './base64.js';
import type { Codec } from './contract.js';
import { gob } from './gob/index.js';
import { json } from './json.js';
import { text } from './text.js';

/** Every codec, in the order in which `auto` looks. */
export const codecs = { gob, json, base64, text } satisfies Record<CodecName, Codec>;

/** The first codec whose payloads look like this one; undefined where none does. */
export const detectCodec = (payload: Uint8Array): Codec | undefined =>
  Object.values<Codec>(codecs).find((codec) => codec.matches(payload));
