import type { Stream } from './stream.js';
import { makeType, refTo, type GobType, type TypeRef } from './types.js';

const mismatch = 'a value of another type than the one it is named by';

/**
 * Puts together what a registered name says of a type and what the stream's description does.
 *
 * The name knows the width of numbers and which type encodes itself how; the description knows
 * the fields of structs and what stands behind a name. Where the two cannot both be right, Go
 * refuses the payload, and so does this.
 */
export function agree(stream: Stream, named: TypeRef, described: GobType): GobType {
  const { type } = named;
  if (type === null) {
    // Nothing else says what a value that encoded itself is.
    return described.kind === 'opaque' ? { ...described, go: named.go } : described;
  }
  const { go, kind, length } = type;
  if (kind !== described.kind || (kind === 'array' && length !== described.length)) {
    if (isBytesBehindName(type, described)) return described;
    return stream.reader.fail(mismatch);
  }
  if (kind === 'opaque') {
    if (type.marshal === described.marshal) return type;
    return type.certain ? stream.reader.fail(mismatch) : described;
  }
  if (type.elem === null) return type;
  const elem = refTo(agree(stream, type.elem, stream.resolve(described.elem)));
  if (type.key === null) return makeType(kind, { go, length, elem });
  const key = refTo(agree(stream, type.key, stream.resolve(described.key)));
  return makeType('map', { go, key, elem });
}

/** A slice of a type that is a byte under another name goes as bytes. */
function isBytesBehindName(type: GobType, described: GobType): boolean {
  return type.kind === 'slice' && type.elem?.type === null && described.kind === 'bytes';
}
