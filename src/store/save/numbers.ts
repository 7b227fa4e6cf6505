import { Binds, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import type { Target } from '../target.js';
import { isOn, type UniqueIndex } from '../write/unique.js';
import type { Cells } from '../cells/pages.js';
import type { WholeRow } from './insert.js';

/** The columns in which the database counts the rows of a table: a number there is its row's alone. */
export const numbersOf = ({ table }: Target, indexes: readonly UniqueIndex[]): Column[] =>
  table.columns.filter(
    (column) =>
      column !== table.token &&
      Boolean(column.filled) &&
      column.type.includes('int') &&
      indexes.some((index) => isOn(index, column.name)),
  );

/** The columns that tell the rows of a table with cells apart. */
export function keysOfCells({ target, key }: Cells, indexes: readonly UniqueIndex[]): Column[] {
  const { quote } = target.database.dialect;
  const own = target.table.columns.filter(({ name }) => quote(name) === key.sql);
  return [...new Set([...own, ...numbersOf(target, indexes)])];
}

/**
 * Leaves out the numbers of some rows that other rows have now: the database counts new ones. Says of
 * how many rows they were.
 */
export async function withFreeNumbers(
  run: Runner,
  { database, table }: Target,
  numbers: readonly Column[],
  rows: readonly WholeRow[],
): Promise<{ rows: readonly WholeRow[]; renumbered: number }> {
  const { dialect } = database;
  const changed = new Set<number>();
  let free = rows;
  for (const { name, type } of rows.length > 0 ? numbers : []) {
    const binds = new Binds();
    const sql = dialect.quote(name);
    const wanted = rows.map((row) => String(row[name] as string | number | bigint | null));
    const taken = await run.select<{ number: string | number }>({
      sql: `SELECT ${dialect.asWritten(sql, type)} AS ${dialect.quote('number')}
        FROM ${table.sql.table} WHERE ${dialect.holds(sql, type, wanted, binds.add)}`,
      bind: binds.values,
    });
    const others = new Set(taken.map(({ number }) => String(number)));
    free = free.map((row, i) => {
      if (!others.has(wanted[i] ?? '')) return row;
      changed.add(i);
      return Object.fromEntries(Object.entries(row).filter(([column]) => column !== name));
    });
  }
  return { rows: free, renumbered: changed.size };
}
