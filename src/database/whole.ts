import type { Statement } from './statement.js';
import type { TableName } from './table.js';

/**
 * What stands in a column of a row, as JSON that loses nothing of it: NULL, a text, a whole number
 * (where rows say themselves what they hold), or an object with one member:
 *
 * - `bytes`: base64;
 * - `text`: base64 of a text that is no UTF-8;
 * - `real`: a number with a fraction's room, `"+Inf"` or `"-Inf"`.
 */
export type Stored =
  | null
  | string
  | number
  | bigint
  | { readonly bytes: string }
  | { readonly text: string }
  | { readonly real: number | string };

/** How a dialect's rows leave the database and come back as they were, to the byte. */
export interface WholeRows {
  /** Whether a DELETE gives the rows that it deletes; else they are locked, read, and deleted then. */
  readonly returning: boolean;
  /** Whether a transaction that fails leaves a table as it was. Column: `undone`. Null where it always does. */
  readonly undone: ((table: TableName) => Statement) | null;
  /** Lists the columns that the database computes, which nobody writes. Column: `name`. Null for none. */
  readonly computed: ((table: TableName) => Statement) | null;
  /** The expressions that read a column (quoted) of this type. */
  readonly read: (column: string, type: string) => readonly string[];
  /** What they gave. */
  readonly value: (given: readonly unknown[]) => Stored;
  /** SQL of a value for a column of this type. Throws a RangeError for one that the dialect has not. */
  readonly write: (
    value: Exclude<Stored, null>,
    type: string,
    bind: (value: unknown) => string,
  ) => string;
  /** What an INSERT says before its VALUES, so that a column which the database counts takes what is given. */
  readonly overriding: string;
}

/** What stands in a server's column, which gives bytes or a text. */
export const serverValue = ([given]: readonly unknown[]): Stored => {
  if (given === null || given === undefined) return null;
  return Buffer.isBuffer(given) ? asBytes(given) : `${given as string | number}`;
};

export const asBytes = (bytes: Buffer): Stored => ({ bytes: bytes.toString('base64') });

/** What a server's column is given: bytes or a text. */
export function forServer(value: Exclude<Stored, null>): string | Buffer {
  if (typeof value !== 'object') return String(value);
  if ('bytes' in value) return Buffer.from(value.bytes, 'base64');
  throw new RangeError('a server’s columns hold texts and bytes');
}
