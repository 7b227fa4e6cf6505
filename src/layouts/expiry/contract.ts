/**
 * How a column tells when a session runs out.
 *
 * Edge rules for every format:
 * - A session is expired when its instant, rounded down to the millisecond, is before the cutoff.
 * - What cannot be read as an instant is NULL in `millis`, and lies in no purge.
 */
export interface ExpiryFormat {
  /** What `-v` calls it. */
  readonly name: string;
  /** SQL for the instant in whole milliseconds since 1970, or NULL where there is none. */
  millis(column: string): string;
  /**
   * The stretches of an index on the column that together hold every instant before the cutoff;
   * they may hold later ones too.
   */
  stretches(cutoff: Date): readonly Stretch[];
  /** SQL that writes the value bound to this placeholder. */
  write(placeholder: string): string;
  /** The value to bind. Throws a RangeError for an instant that the column cannot hold. */
  value(expiry: Date | null): string | number | null;
}

/** Values from `from` (included) up to `below` (excluded), in the column's own order. */
export interface Stretch {
  readonly from: string | number | null;
  readonly below: string | number;
}
