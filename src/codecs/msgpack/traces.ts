import type { Traces } from '../contract.js';
import { base64Traces, hexTraces, magnitudeBytes, traces, wantedOf } from '../reading/traces.js';

/** The bytes by which MessagePack tells that a value may be in it; of times, which have a `:`, none tell. */
export function msgpackTraces(text: string): Traces | null {
  const wanted = wantedOf(text);
  if (wanted === null || text.includes(':')) return null;
  const raw = [wanted.bytes, ...base64Traces(wanted), ...hexTraces(wanted)];
  return traces(...raw, ...(wanted.whole === null ? [] : numberTraces(wanted.whole)));
}

/** As an integer in as few bytes as hold it, and as a float of 32 and of 64 bits. */
function numberTraces(whole: number): Buffer[] {
  const single = Buffer.alloc(4);
  single.writeFloatBE(whole);
  const double = Buffer.alloc(8);
  double.writeDoubleBE(whole);
  return [whole < 0 ? negativeBytes(whole) : magnitudeBytes(whole), cut(single), cut(double)];
}

function negativeBytes(whole: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(whole);
  const first = bytes.findIndex((byte) => byte !== 0xff);
  return bytes.subarray(first < 0 ? 3 : first);
}

/** Without the zeros at the end. */
const cut = (bytes: Buffer): Buffer =>
  bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
