import type { CellFormatName } from '../codecs/cells.js';
import { objectIn } from '../codecs/json-object.js';
import type { Json } from '../session.js';

/**
 * Many sessions in one cell: each row of the table opens into a session for each of its entries,
 * whose token is the entry's key and whose payload is its value.
 */
export interface CellRule {
  readonly format: CellFormatName;
  /** The key in an entry under which its end stands. An entry that is a number is its end alone. */
  readonly end: string;
  /** What that counts since 1970. */
  readonly counts: 'seconds' | 'milliseconds';
  /** Whether a row goes whose last session went; else its cell holds this then. */
  readonly emptied: 'goes' | { readonly cell: string };
}

/** When an entry runs out, in milliseconds since 1970; null where it does not say. */
export function endOfEntry(entry: Json, { end, counts }: CellRule): number | null {
  const said = typeof entry === 'object' ? objectIn(entry)[end] : entry;
  return instantIn(said, counts);
}

/** Milliseconds since 1970, from a number or the digits of one; null for anything else. */
export function instantIn(said: unknown, counts: CellRule['counts']): number | null {
  const isDigits = typeof said === 'string' && /^\d{1,15}$/.test(said);
  const number = typeof said === 'number' || isDigits ? Number(said) : NaN;
  const at = number * (counts === 'seconds' ? 1000 : 1);
  return Number.isNaN(new Date(at).getTime()) ? null : at;
}
