/**
 * How a column tells when a session runs out.
 *
 * Edge rules for every format:
 * - A session is expired when its instant, rounded down to the millisecond, is before the cutoff.
 * - What cannot be read as an instant of the years 1 to 9999 is NULL in `millis`, and lies in no purge.
 */
export interface ExpiryFormat {
  /** What `-v` calls it. */
  readonly name: string;
  /** The column has no zone of its own: which one its writer meant is what we take for granted. */
  readonly zoneless: boolean;
  /** Its writer meant the zone of its own process, which may not be the UTC that it is read in. */
  readonly ofProcess?: boolean;
  /** SQL for the instant in whole milliseconds since 1970, or NULL where there is none. */
  readonly millis: (column: string) => string;
  /** The condition that a value says never, as NULL does by default; null where no value does. */
  readonly never: ((column: string) => string) | null;
  /**
   * What `millis` gives for a text that stands in the column, where that is sooner read here than by
   * the database; undefined for texts that only the database can read. Null where there are none.
   */
  readonly fromText: ((text: string) => number | undefined) | null;
  /**
   * The stretches of an index on the column that together hold every instant before the cutoff;
   * they may hold later ones too.
   */
  readonly stretches: (cutoff: Date) => readonly Stretch[];
  /** Whether the column's own order is that of its instants, in which an index can serve. */
  readonly ordered: boolean;
  /** The condition that a value has a place in that order; by default that it is not NULL. */
  readonly placed?: (column: string) => string;
  /** Whether a stretch holds only instants before its cutoff: the index alone decides then. */
  readonly exact: boolean;
  /** SQL that carries a value of the column to a later statement, without losing a digit. */
  readonly carry: (column: string) => string;
  /** SQL that compares the column with a bound value of `stretches` or `carry`. */
  readonly bound: (placeholder: string) => string;
  /** SQL that writes the bound value of `value`. */
  readonly write: (placeholder: string) => string;
  /** The value to bind. Throws a RangeError for an instant that the column cannot hold. */
  readonly value: (expiry: Date | null) => string | number | null;
}

/** Values from `from` (included) up to `below` (excluded), in the column's own order. */
export interface Stretch {
  readonly from: string | number;
  readonly below: string | number;
}

/** How a framework writes instants; what a column's type says by itself needs no word here. */
export interface InstantForm {
  /** How SQLite's columns, which hold anything, are written. */
  readonly sqlite: SqliteForm;
  /**
   * What a column of whole numbers counts; null where there is no such column, or its numbers are no
   * instants, and `untold` where no number tells.
   */
  readonly integer: 'seconds' | 'milliseconds' | 'untold' | null;
  /**
   * Which zone a column without one is in: UTC, the one that a connection has by default, or that of
   * the application's process, which no table tells: it is read as UTC.
   */
  readonly naive: 'utc' | 'connection' | 'process';
  /**
   * Who says so. A `framework` is known to write nothing else. A form that somebody `named` is not
   * believed of numbers that are rather something else. Otherwise the `rows` tell what their numbers
   * and texts are, where there are any. Default is `framework`.
   */
  readonly toldBy?: 'framework' | 'name' | 'rows';
}

/**
 * - `space-offset`: `YYYY-MM-DD HH:MM:SS.fff+00:00`, as gorm writes (no space before the offset);
 * - `sequelize`: the same with a space before the offset;
 * - `iso`: `YYYY-MM-DDTHH:MM:SS.fffZ`;
 * - `micros`: `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC;
 * - `julian`: a Julian day; `seconds` and `milliseconds` since 1970.
 */
export type SqliteForm =
  'space-offset' | 'sequelize' | 'iso' | 'micros' | 'julian' | 'seconds' | 'milliseconds';

/** Returns the format of a column by its declared type, or null if it is none that we know. */
export type FormatsOfDialect = (type: string, form: InstantForm) => ExpiryFormat | null;

/**
 * What an expiry can be: the years that every database's text form can hold, in milliseconds. What
 * lies outside is a mark of somebody's (MySQL's zero date, PostgreSQL's infinities) or a mistake.
 */
export const instants = { first: Date.parse('0001-01-01T00:00:00Z'), below: Date.UTC(10_000, 0) };

/** The text of an instant. */
export function isoInstant(expiry: Date): string {
  const iso = expiry.toISOString();
  if (expiry.getTime() < instants.first || expiry.getTime() >= instants.below) {
    throw new RangeError('an expiry must lie in the years 1 to 9999');
  }
  return iso;
}
