import { selectList } from '../../database/many-rows.js';
import { Binds, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import { groupedBy } from '../../grouped-by.js';
import type { AlongTable } from '../along/tables.js';
import type { Target } from '../target.js';
import type { SavedRow } from './contract.js';
import { wholeTable, type Given, type WholeTable } from './whole.js';

/** The tables whose rows go with sessions, and how those are read whole. */
export type RowsAlong = readonly (AlongTable & { readonly whole: WholeTable })[];

/** The database is asked before the transaction begins. */
export async function rowsAlong(
  { database }: Target,
  tables: readonly AlongTable[],
): Promise<RowsAlong> {
  const found: RowsAlong[number][] = [];
  for (const one of tables) {
    const whole = await wholeTable(database, database.dialect, one.table, one.columns);
    found.push({ ...one, whole });
  }
  return found;
}

/** A stored key in the form in which it is asked for, and compared. */
export type KeyText = string | Buffer;

/** The value of a session's row that rows of a table along have too; null where it is NULL. */
export const keyAlong = (
  row: Readonly<Record<`p${number}`, unknown>>,
  i: number,
): KeyText | null => {
  const stored = row[`p${i}`];
  if (Buffer.isBuffer(stored) || typeof stored === 'string') return stored;
  return typeof stored === 'number' || typeof stored === 'bigint' ? String(stored) : null;
};

/** What is asked of a session's row for `keyAlong`. */
export const keysAlong = (along: RowsAlong, { database: { dialect } }: Target) =>
  along.map(
    ({ parent }, i) =>
      ({
        name: `p${i}`,
        kind: 'any',
        sql: dialect.asWritten(dialect.quote(parent.name), parent.type),
      }) as const,
  );

/** Rows along by the key of their session. */
export type ByKey = ReadonlyMap<string, SavedRow[]>;

export const keyName = (key: KeyText): string => (Buffer.isBuffer(key) ? key.toString('hex') : key);

/**
 * Reads the rows of a table that go with sessions of these keys, and deletes them where the database
 * can do that in one go and does not do it by itself.
 */
export async function readAlong(
  run: Runner,
  { database: { dialect } }: Target,
  { whole, sql, column, cascades }: RowsAlong[number],
  keys: readonly KeyText[],
): Promise<ByKey> {
  if (keys.length === 0) return new Map();
  const binds = new Binds();
  const ofThese = dialect.holds(sql.column, column.type, keys, binds.add);
  const key = { name: 'p0', kind: 'any', sql: dialect.asWritten(sql.column, column.type) } as const;
  const selected = selectList([key, ...whole.selected], dialect);
  const goes = whole.form.returning && !cascades;
  const rows = await run.select<Given & Record<`p${number}`, unknown>>({
    sql: goes
      ? `DELETE FROM ${sql.table} WHERE ${ofThese} RETURNING ${selected}`
      : `SELECT ${selected} FROM ${sql.table} WHERE ${ofThese} ${dialect.lockRows}`,
    bind: binds.values,
    writes: goes,
  });
  const groups = groupedBy(rows, (row) => keyName(keyAlong(row, 0) ?? ''));
  return new Map([...groups].map(([name, those]) => [name, those.map(whole.rowIn)]));
}

/** Deletes the rows of a table that are still there for sessions of these keys. */
export async function deleteAlong(
  run: Runner,
  { database: { dialect } }: Target,
  { sql, column }: { sql: AlongTable['sql']; column: Column },
  keys: readonly KeyText[],
): Promise<void> {
  if (keys.length === 0) return;
  const binds = new Binds();
  const ofThese = dialect.holds(sql.column, column.type, keys, binds.add);
  await run.change({ sql: `DELETE FROM ${sql.table} WHERE ${ofThese}`, bind: binds.values });
}
