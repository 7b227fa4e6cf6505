import type { Traces } from '../contract.js';
import { base64Traces, magnitudeBytes, traces, wantedOf } from '../reading/traces.js';

/** The type of numbers that are shown rounded, by the name that Go registers. */
const roundedType = 'Float';

/** That of those which are shown in fewer digits than they have, from so many on. */
const shortType = { name: 'float32', from: 0x1000000 };

/**
 * The bytes by which a gob tells that a value may be in it: text stands there as it is, numbers without
 * the zeros before them.
 *
 * No bytes tell of what is made of others: times, addresses and fractions, which have a `:`, a `/` or
 * dots, and how a type encodes itself.
 */
export function gobTraces(text: string): Traces | null {
  const wanted = wantedOf(text);
  if (wanted === null) return null;
  const { bytes, whole } = wanted;
  const raw = [bytes, ...base64Traces(wanted), ...uuidTraces(text)];
  if (whole !== null) {
    const short = Math.abs(whole) < shortType.from ? [] : [shortType.name];
    return traces(...raw, ...numberTraces(whole), roundedType, ...short);
  }
  return isMade(text) ? null : traces(...raw);
}

const isMade = (text: string): boolean =>
  /[:%/]|^invalid |^(?:Gob|Binary|Text)|^0/.test(text) ||
  (text.includes('.') && !text.includes('@'));

/** UUIDs are sent as 16 bytes, and shown as digits. */
const uuidTraces = (text: string): Buffer[] =>
  /^[0-9a-f]{32}$/.test(text) ? [Buffer.from(text, 'hex')] : [];

/** As an unsigned integer and as the amount of a `big.Int`, as a signed one, and as a float. */
function numberTraces(whole: number): Buffer[] {
  const signed = whole < 0 ? -whole * 2 - 1 : whole * 2;
  return [magnitudeBytes(Math.abs(whole)), magnitudeBytes(signed), floatBytes(whole)];
}

/** A float's bytes go the lowest first, and zeros that come first are not sent. */
function floatBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}
