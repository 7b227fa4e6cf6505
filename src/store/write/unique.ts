import type { UniqueColumn } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import type { BoundTable } from '../../layouts/contract.js';

/** What a table has at most once. */
export interface UniqueIndex {
  readonly name: string;
  /** In its order; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** Whether it holds the whole value of every row, and is looked at at once. */
  readonly whole: boolean;
  /** Whether what it takes for the same is the same byte by byte. */
  readonly exact: boolean;
}

/** Asks the database for a table's unique indexes. */
export async function uniqueIndexes(
  database: Database,
  { table }: BoundTable,
): Promise<UniqueIndex[]> {
  const rows = await database.select<UniqueColumn>(database.dialect.uniqueColumns(table));
  const byName = new Map<string, UniqueIndex>();
  for (const { index, column, whole, exact } of rows) {
    const seen = byName.get(index);
    byName.set(index, {
      name: index,
      columns: [...(seen?.columns ?? []), column],
      whole: Boolean(whole) && (seen?.whole ?? true),
      exact: Boolean(exact) && (seen?.exact ?? true),
    });
  }
  return [...byName.values()];
}

/** Whether an index is on this column and on nothing else. */
export const isOn = ({ columns }: UniqueIndex, column: string): boolean =>
  columns.length === 1 && columns[0] === column;
