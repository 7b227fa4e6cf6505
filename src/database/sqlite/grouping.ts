import type { Grouping, Moment } from '../grouping.js';
import type { Runner } from '../statement.js';

/** Texts of another encoding are put in another order. */
const isOtherEncoding = `(SELECT encoding FROM pragma_encoding) <> 'UTF-8'`;

export const sqliteGrouping: Grouping = {
  byText: (text) => ({ sql: `${text} COLLATE BINARY`, odd: isOtherEncoding }),

  // Of fractions it has other digits than we, and bytes need not be text.
  byColumn: (column) => ({
    sql: `CAST(${column} AS TEXT) COLLATE BINARY`,
    odd: `(typeof(${column}) IN ('real', 'blob') OR ${isOtherEncoding})`,
  }),

  // With a limit it stays a SELECT of its own.
  once: (select) => `${select} LIMIT -1`,
};

/** With a rollback journal nobody could write while a transaction reads: one looks whether somebody did. */
export async function sqliteMoment(run: Runner): Promise<Moment> {
  const [journal] = await run.select<{ mode: string }>({
    sql: 'SELECT journal_mode AS mode FROM pragma_journal_mode',
  });
  return journal?.mode === 'wal'
    ? { begin: ['BEGIN'], version: null }
    : { begin: [], version: 'SELECT data_version AS version FROM pragma_data_version' };
}
