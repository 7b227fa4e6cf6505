import type { Reader } from './reader.js';
import { builtinTypes, type GobType, type TypeRef } from './types.js';

/** Not to be changed once they are kept. */
type Types = Map<number, GobType>;

/** How many openings are kept, and how long one may be: an application has a few short ones. */
const mostOpenings = 100;
const longestOpening = 2000;

/** The types that a stream's opening describes, by its bytes. */
export const openings = new Map<string, Types>();

/**
 * Keeps the types of an opening for the next stream that begins with the same bytes. What came in
 * last makes room: hostile payloads may be new each time.
 */
export function keepOpening(opening: string, types: Types): void {
  if (openings.size >= mostOpenings) openings.delete([...openings.keys()].at(-1) ?? '');
  openings.set(opening, types);
}

/** Whether the types mention no others: only then they mean the same in any stream. */
export function isClosed(types: Types): boolean {
  const isKnown = (ref: TypeRef | null): boolean =>
    ref === null || types.has(ref.id) || builtinTypes.has(ref.id);
  return [...types.values()].every(
    ({ key, elem, fields }) =>
      isKnown(key) && isKnown(elem) && fields.every(({ ref }) => isKnown(ref)),
  );
}

/** Where the messages end that describe types, before the first value; 0 where there are none. */
export function openingEnd({ bytes }: Reader): number {
  let end = 0;
  while (end < longestOpening) {
    const length = bytes[end] ?? 0;
    const start = end + integerSize(length);
    // A description begins with a negative number: its sign is the lowest bit of its last byte.
    const last = start + integerSize(bytes[start] ?? 0) - 1;
    if (last >= bytes.length) return 0;
    if (((bytes[last] ?? 0) & 1) === 0) return end;
    if (length > 0x7f) return 0;
    end = start + length;
  }
  return 0;
}

/** Bytes of an integer that begins with this one. */
const integerSize = (first: number): number => (first <= 0x7f ? 1 : 257 - first);
