import type { Unpacked } from './contract.js';

/**
 * The SQL of each column's value, where rows come as `unpackRows` has them: `value` is the SQL of
 * the list's value at a place, `bytes` that of a stretch of the bytes.
 */
export function unpackedValues(
  columns: readonly Unpacked[],
  value: (place: number) => string,
  bytes: (from: string, count: string) => string,
): string[] {
  let place = 0;
  return columns.map(({ kind, write }) =>
    write(kind === 'bytes' ? bytes(value(place++), value(place++)) : value(place++)),
  );
}
