import { failureKind } from '../../database/failures.js';
import { whereClause } from '../../database/statement.js';
import { refuseAborted } from '../../errors.js';
import { rowsOf } from '../../layouts/rows.js';
import { leftBehind } from '../along/tables.js';
import type { Target } from '../target.js';
import { removeMatching } from './matching.js';
import { batchRows, until, type RemoveOptions, type RemoveResult } from './rows.js';
import { elapsed } from '../../clock.js';

/** Deletes every session, whatever its token or expiry is, in batches. */
export async function removeAll(
  target: Target,
  options: RemoveOptions = {},
): Promise<RemoveResult> {
  const along = await leftBehind(target);
  if (target.table.layout.cell !== null || along.length > 0 || options.keep)
    return removeMatching(target, { state: 'all' }, options);
  const { signal, onProgress } = options;
  const { database, clock, table } = until(target, signal);
  const { sql } = table;
  const sessions = rowsOf(sql);
  const result: RemoveResult = { matched: 0, deleted: 0, renewed: 0 };
  for (let rows = 1; rows > 0;) {
    refuseAborted(signal);
    const started = elapsed();
    rows = await database
      .change({
        // MySQL takes a LIMIT in a subquery only where the subquery is a table.
        sql: `DELETE FROM ${sql.table} ${whereClause([
          ...sessions,
          `${sql.pageKey} IN (SELECT batch.id FROM (SELECT ${sql.pageKey} AS id
            FROM ${sql.table} ${whereClause(sessions)} LIMIT ${batchRows}) AS batch)`,
        ])}`,
      })
      .catch((error: unknown) => {
        if (failureKind(error) !== 'constraint') throw error;
        return 0;
      });
    result.deleted += rows;
    result.matched += rows;
    onProgress?.({ ...result });
    await clock.wait(database.dialect.batches.gap(elapsed() - started), signal && { signal });
  }
  // Those without a key, and those that the database keeps, one by one.
  const [any] = await database.select<object>({
    sql: `SELECT 1 AS found FROM ${sql.table} ${whereClause(sessions)} LIMIT 1`,
  });
  if (!any) return result;
  const plus = (rest: RemoveResult): RemoveResult => ({
    ...rest,
    matched: result.matched + rest.matched,
    deleted: result.deleted + rest.deleted,
  });
  return plus(
    await removeMatching(
      target,
      { state: 'all' },
      {
        ...(signal && { signal }),
        onProgress: (soFar) => onProgress?.(plus(soFar)),
      },
    ),
  );
}
