/**
 * A column of rows that are packed: a payload's `bytes`, `text` (that is hardly ever anything else),
 * a `whole` number or NULL that was computed, or whatever stands there (`any`).
 */
export interface PackedColumn {
  readonly name: string;
  readonly kind: 'bytes' | 'text' | 'whole' | 'any';
}

/** A column of rows that come packed. */
export interface Unpacked {
  readonly kind: 'text' | 'bytes';
  /** SQL that makes the column's value of the one that came. */
  readonly write: (expression: string) => string;
}

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
