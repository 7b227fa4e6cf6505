import { failureKind } from '../failures.js';
import { Binds, whereClause } from '../statement.js';
import type { ExpiredRows } from './contract.js';

/**
 * Whether so much of a table has expired that the database's planner would read the whole table
 * rather than go along the index. Its rows are cheaper to reach in the order in which they lie then:
 * along the index each one is a page of its own, read at random.
 *
 * `explain` goes before a SELECT, and has the planner say how it would read it; `readsAll` reads that.
 */
export async function mostlyExpired(
  { database, table, within }: ExpiredRows,
  explain: string,
  readsAll: (plan: readonly object[]) => boolean,
): Promise<boolean> {
  const binds = new Binds();
  try {
    return readsAll(
      await database.select<object>({
        sql: `${explain} SELECT ${table.sql.data} FROM ${table.sql.table}
          ${whereClause(within(binds))}`,
        bind: binds.values,
      }),
    );
  } catch (error) {
    // A view, or an engine that explains itself in other words: the index serves everywhere.
    if (['unsupported', 'forbidden', 'refused'].includes(failureKind(error) ?? '')) return false;
    throw error;
  }
}
