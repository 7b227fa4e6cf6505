/**
 * What a table takes on disk, and what of that is dead, as the database keeps account of it. Null is
 * what a database does not tell; rows are estimates.
 */
export interface Storage {
  /** The table with its indexes and its free space; of a file, the whole file. */
  readonly bytes: number | null;
  readonly rows: number | null;
  /** Rows that were deleted or replaced, and still take their place. */
  readonly deadRows: number | null;
  /** When dead rows were last cleared away. */
  readonly lastVacuum: Date | null;
  /** Whether the database clears them away by itself. */
  readonly vacuumsItself: boolean | null;
  /** Bytes that deleted rows have left, within `bytes`. */
  readonly freeBytes: number | null;
  /** Bytes of a log that stands beside the file and is not written back into it. */
  readonly logBytes: number | null;
  /** The statement that gives back the place of dead rows, or the free space. */
  readonly reclaim: string | null;
  /** The statement that shortens the log. */
  readonly shortenLog: string | null;
}

/** Of which nothing is known. */
export const unknownStorage: Storage = {
  bytes: null,
  rows: null,
  deadRows: null,
  lastVacuum: null,
  vacuumsItself: null,
  freeBytes: null,
  logBytes: null,
  reclaim: null,
  shortenLog: null,
};

/** A number as a driver gives it, which may be a text. */
export const numberOf = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);
