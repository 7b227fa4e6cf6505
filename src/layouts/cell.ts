import type { CellFormat } from '../codecs/reading/cell.js';
import type { Json } from '../session.js';

/**
 * Many sessions in one cell: each row of the table opens into a session for each of its entries,
 * whose token is the entry's key and whose payload is its value.
 */
export interface CellRule {
  readonly format: CellFormat;
  /** When an entry runs out, in milliseconds since 1970; null where it does not say. */
  readonly end: (entry: Json) => number | null;
  /** The same in words. */
  readonly rule: string;
  /** Whether a row goes whose last session went; else its cell holds this then. */
  readonly emptied: 'goes' | { readonly cell: string };
}
