import type { CodecName, Json } from '../session.js';

/**
 * What the bytes of a payload mean: axis 2 of the house.
 *
 * Edge rules for every codec:
 * - A payload is hostile: decoding never executes anything, and bounds depth, counts and declared
 *   lengths before it allocates. Time and memory stay within a small multiple of the input.
 * - What cannot be decoded throws a SessionAdminError `PAYLOAD_UNDECODABLE` that says what is
 *   wrong and at which byte, and quotes nothing of the payload.
 * - A key such as `__proto__` comes out as an own property; no prototype is ever reached.
 * - `encode(decode(payload, { typed: true }))` gives a payload that decodes to the same values.
 */
export interface Codec {
  readonly name: CodecName;
  /** Whether the payload looks like this codec's, by its first bytes; cheap, never throws. */
  matches(payload: Uint8Array): boolean;
  /** Returns the payload's values. */
  decode(payload: Uint8Array, options?: DecodeOptions): Json;
  /** Returns the payload for these values, with what the caller should be warned about. */
  encode(data: Json, context: EncodeContext): Encoded;
  /**
   * What stands in every payload in whose values this text is, or the number that it writes, at any
   * path; null where no bytes tell. A payload without a trace is of no interest; one with may be of
   * none. Not there where the bytes say nothing of the values.
   */
  traces?(wanted: string): Traces | null;
  /**
   * Returns the bytes in which the traces stand; null where only decoding tells. Not there where they
   * stand in the payload as it is.
   */
  content?(payload: Uint8Array): Buffer | null;
  /** The codec as one application has it; not there where it is the same for all. */
  as?(application: Application): Codec;
}

/** Pieces of bytes, of which one at least stands in a payload. */
export type Traces = readonly Buffer[];

/** What is known of the application whose payloads they are. */
export interface Application {
  /** Its secret key, for what it signs or encrypts. */
  secret?: string;
  /** A payload that it wrote: what is encoded has the same form. */
  sample?: Uint8Array;
}

export interface DecodeOptions {
  /**
   * Write values that JSON cannot say in the codec's typed form, which `encode` takes back without
   * loss. Default is `false`.
   */
  typed?: boolean;
}

export interface EncodeContext {
  /** The expiry that goes into the session's column; null where it never expires. */
  expiry: Date | null;
  /** The token of its row, for payloads that hold it. */
  token?: string;
}

export interface Encoded {
  payload: Buffer;
  /** One sentence each, naming the key; without values. */
  warnings: string[];
}
