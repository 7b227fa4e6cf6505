import { isUtf8 } from 'node:buffer';
import { cellFormats } from '../../codecs/cells.js';
import type { Cell, CellEntry } from '../../codecs/reading/cell.js';
import { SessionAdminError } from '../../errors.js';
import { endOfEntry, type CellRule } from '../../layouts/cell.js';
import { ending } from '../../layouts/ending.js';
import type { Session } from '../../session.js';
import { asBytes, type Row } from '../row-columns.js';

/** A row of the table, and the sessions in its cell as if each had a row of its own. */
export interface OpenRow {
  readonly row: Row;
  /** Null where it cannot be taken apart: then one session stands for all that may be in it. */
  readonly cell: Cell | null;
  readonly sessions: readonly CellSession[];
}

/** A session of a cell, as a row that `sessionReader` reads. */
export interface CellSession extends Row {
  /** Why the cell that it stands for cannot be read; null where it is a session. */
  readonly unread: string | null;
}

/** A row whose cell is about to be written without some of its sessions. */
export interface Rewriting {
  readonly row: Row;
  readonly open: OpenRow;
  readonly doomed: ReadonlySet<string>;
  /** What stands in its place; null where the row goes. */
  readonly cell: Buffer | string | null;
}

/** Takes the cell of a row apart; one that is damaged, or that could not be written back, stays whole. */
export function openRow(row: Row, rule: CellRule): OpenRow {
  const bytes = asBytes(row.data);
  try {
    if (!isUtf8(bytes)) throw new SessionAdminError('PAYLOAD_UNDECODABLE', 'it is not UTF-8');
    const cell = cellFormats[rule.format].open(bytes);
    return { row, cell, sessions: cell.entries.map((entry) => asRow(row, entry, rule)) };
  } catch (error) {
    const why = error instanceof SessionAdminError ? error.message : 'reading it failed';
    const unread = `its cell cannot be read whole, and is left as it is: ${why}`;
    const whole = { ...row, token: '', millis: null, ending: ending.instant, data: null };
    return { row, cell: null, sessions: [{ ...whole, size: bytes.length, unread }] };
  }
}

const asRow = (row: Row, { key, value, data }: CellEntry, rule: CellRule): CellSession => ({
  ...row,
  token: key,
  millis: endOfEntry(data, rule),
  ending: ending.instant,
  data: value,
  size: value.length,
  unread: null,
});

/** Returns the function that reads such rows. */
export const cellReader =
  (read: (row: Row) => Session) =>
  (row: Row): Session => {
    const session = read(row);
    const { unread } = row as CellSession;
    return unread === null ? session : { ...session, error: unread };
  };
