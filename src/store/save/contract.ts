import type { Stored } from '../../database/whole.js';
import type { SessionState } from '../../session.js';

/**
 * What keeps sessions that a deletion takes away: a file, as a rule.
 *
 * Edge rules:
 * - `save` comes within the transaction that deletes these very sessions, and before its end: it
 *   resolves once they are safe. What it throws leaves them in the table, and ends the deletion.
 * - `settle` comes after each `save`, when it is known what became of them: gone, or (false) still
 *   there, since the transaction failed or is run again: then they are to be forgotten.
 * - What was saved and never settled may be gone: a process was killed, or a server did not answer.
 */
export interface Keep {
  save(sessions: readonly SavedSession[]): Promise<void>;
  settle(gone: boolean): Promise<void>;
}

/** A session as it was when it went, as JSON: a line of what `restore` takes. */
export interface SavedSession {
  token: string;
  /** Whose it is; null where nobody is logged in by it, or that cannot be told. */
  user: string | null;
  state: SessionState;
  /** RFC 3339, in milliseconds: the column's own digits are in `row`. */
  expiry: string | null;
  /** Bytes of the payload. */
  size: number;
  /** The payload, in base64; null where there is none. */
  raw: string | null;
  /** The whole row, but for what the database computes; of a session in a cell, all but the cell. */
  row: SavedRow;
  /** Rows of other tables that went with it, by their table's name. */
  along?: Record<string, SavedRow[]>;
  /** Its place among the sessions of its cell, from 0; a session that had a row to itself has none. */
  cell?: number;
}

/** A row by the names of its columns; the payload stands in `raw`, and is of this kind. */
export type SavedRow = Record<string, Stored | { readonly raw: 'text' | 'bytes' }>;
