import type { Dialect } from '../../database/contract.js';
import { Binds, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import type { Stored, WholeRows } from '../../database/whole.js';
import { groupedBy } from '../../grouped-by.js';

/** Values that one statement takes at the most, by far less than any database allows. */
const mostValues = 2000;

/** A table that rows are written into as they were. */
export interface Into {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly form: WholeRows;
  readonly dialect: Dialect;
}

/** A row by the names of its columns. */
export type WholeRow = Readonly<Record<string, Stored>>;

/** Adds rows whose columns may differ, in few statements. */
export async function insertRows(
  run: Runner,
  into: Into,
  rows: readonly WholeRow[],
): Promise<void> {
  const namesIn = (row: WholeRow): string =>
    JSON.stringify(into.columns.flatMap(({ name }) => (name in row ? name : [])));
  const groups = groupedBy(rows, namesIn);
  for (const group of groups.values()) {
    const columns = into.columns.filter(({ name }) => Object.hasOwn(group[0] ?? {}, name));
    const size = Math.max(1, Math.floor(mostValues / Math.max(columns.length, 1)));
    for (let i = 0; i < group.length; i += size)
      await insert(run, into, columns, group.slice(i, i + size));
  }
}

async function insert(
  run: Runner,
  { sql, form, dialect }: Into,
  columns: readonly Column[],
  rows: readonly WholeRow[],
): Promise<void> {
  const binds = new Binds();
  const names = columns.map(({ name }) => dialect.quote(name));
  const values = rows.map(
    (row) => `(${columns.map((column) => placed(row, column, form, binds)).join(', ')})`,
  );
  await run.change({
    sql: `INSERT INTO ${sql} (${names.join(', ')}) ${form.overriding} VALUES ${values.join(', ')}`,
    bind: binds.values,
  });
}

/** What stands in a row, in SQL. */
export function placed(
  row: WholeRow,
  { name, type }: Column,
  form: WholeRows,
  binds: Binds,
): string {
  const value = row[name] ?? null;
  return value === null ? 'NULL' : form.write(value, type, binds.add);
}
