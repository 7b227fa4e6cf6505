import type { Json } from '../../session.js';
import { newObject } from '../reading/object.js';
import { expand } from '../reading/expand.js';
import { cost, Reader } from '../reading/reader.js';
import { lengthedBytes, literal } from './scalars.js';
import { ValueReader } from './read-value.js';

const bar = 0x7c;
const exclamation = 0x21;

/** Longer names are no keys of a session. */
const longestName = 4096;

/** Returns what a payload of PHP's holds: one serialized value, or the keys of a session. */
export function decodePhp(payload: Uint8Array): Json {
  const reader = new Reader(payload, 'PHP data');
  // A session without keys: nothing at all.
  if (reader.left === 0) return newObject();
  const values = new ValueReader(reader);
  const value = isSession(reader) ? readSession(reader, values) : values.value();
  if (reader.left > 0) reader.fail('bytes after the end');
  return values.slots.areUsed ? expand(value, reader) : value;
}

/** Returns the bytes of a serialized string, which is all that the payload may hold. */
export function decodePhpString(payload: Uint8Array): Buffer {
  const reader = new Reader(payload, 'a serialized PHP string');
  literal(reader, 's');
  const bytes = lengthedBytes(reader, false);
  literal(reader, ';');
  if (reader.left > 0) reader.fail('bytes after the end');
  return bytes;
}

/** How a serialized value begins; `s:x` and a bar are a session's name. */
const valueHead =
  /^(?:N;$|b:[01];|[id]:[-+.\dINA]|[sSE]:\+?\d+:"|a:\+?\d+:\{|[OC]:\+?\d+:"|[rR]:\d)/;

/** A serialized value has a `:` or `;` second, and few sessions' names do. */
function isSession({ bytes }: Reader): boolean {
  const second = bytes[1];
  if (second !== 0x3a && second !== 0x3b) return true;
  return !valueHead.test(bytes.toString('latin1', 0, 40)) && bytes.includes(bar);
}

function readSession(reader: Reader, values: ValueReader): Json {
  const session = newObject();
  while (reader.left > 0) {
    const hasValue = reader.peek() !== exclamation;
    if (!hasValue) reader.byte();
    const name = reader.until(bar, longestName, 'a name');
    reader.spend(cost.scalar + name.length);
    const key = Buffer.from(name, 'latin1').toString();
    session[key] = hasValue ? values.value() : null;
  }
  return session;
}
