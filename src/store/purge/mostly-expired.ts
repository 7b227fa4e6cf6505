import type { TableWalk } from '../../database/contract.js';
import { failureKind } from '../../database/failures.js';
import type { Stretch } from '../../database/expiry/contract.js';
import { within } from '../expired.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';

/**
 * Says whether so much of the table has expired that the database's planner would read the whole
 * table rather than go along the index.
 */
export async function mostlyExpired(
  { database, table }: Target,
  stretch: Stretch,
  { explain, readsAll }: TableWalk,
): Promise<boolean> {
  const binds = new Binds();
  try {
    return readsAll(
      await database.select<object>({
        sql: `${explain} SELECT ${table.sql.data} FROM ${table.sql.table}
          ${whereClause(within(stretch, table, binds))}`,
        bind: binds.values,
      }),
    );
  } catch (error) {
    // A view, or an engine that explains itself in other words: the index serves everywhere.
    if (['unsupported', 'forbidden', 'refused'].includes(failureKind(error) ?? '')) return false;
    throw error;
  }
}
