import type { TableWalk } from '../../database/contract.js';
import { failureKind } from '../../database/failures.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import { Binds } from '../sql.js';
import type { Target } from '../target.js';

/**
 * Says whether so much of the table has expired that the database's planner would read the whole
 * table rather than go along the index.
 */
export async function mostlyExpired(
  { database, table: { sql, expiry } }: Target,
  stretch: Stretch,
  { explain, readsAll }: TableWalk,
): Promise<boolean> {
  const binds = new Binds();
  const below = expiry.bound(binds.add(stretch.below));
  try {
    return readsAll(
      await database.select<object>({
        sql: `${explain} SELECT ${sql.data} FROM ${sql.table} WHERE ${sql.expiry} < ${below}`,
        bind: binds.values,
      }),
    );
  } catch (error) {
    // A view, or an engine that explains itself in other words: the index serves everywhere.
    if (['unsupported', 'forbidden', 'refused'].includes(failureKind(error) ?? '')) return false;
    throw error;
  }
}
