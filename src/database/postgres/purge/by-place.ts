import type { ExpiredRows } from '../../purge/contract.js';
import { Binds, whereClause, type Statement } from '../../statement.js';

/** What `deleteByPlace` gives, in one row. */
export interface DeletedByPlace {
  /** Rows that nobody else had in hand. */
  found: number;
  /** Rows of them that went. */
  rows: number;
  /** The latest expiry of what was found, carried; null where nothing was. */
  last: unknown;
}

/** Which rows to look at: further conditions on expired ones, and what follows the WHERE. */
export interface Choice {
  conditions: (binds: Binds) => string[];
  tail: string;
}

/**
 * The statement that locks the expired rows which nobody else has in hand, and deletes them by
 * their physical place.
 *
 * A place (`ctid`) is one in one table only, and good within one statement: over partitions and
 * inherited tables it takes the part (`tableoid`) as well.
 */
export function deleteByPlace(
  { table: { sql, expiry }, conditions: expiredConditions }: ExpiredRows,
  { conditions, tail }: Choice,
): Statement {
  const binds = new Binds();
  const expired = expiredConditions(binds);
  return {
    sql: `WITH doomed AS (
        SELECT tableoid AS part, ctid AS place, ${sql.expiry} AS expiry FROM ${sql.table}
        ${whereClause([...expired, ...conditions(binds)])} ${tail} FOR UPDATE SKIP LOCKED
      ), gone AS (
        DELETE FROM ${sql.table} WHERE ctid = ANY (ARRAY(SELECT place FROM doomed))
          AND (tableoid, ctid) IN (SELECT part, place FROM doomed)
          AND ${expired.join(' AND ')} RETURNING 1
      ) SELECT count(*)::int AS "found", (SELECT count(*)::int FROM gone) AS "rows",
        ${expiry.carry('max(expiry)')} AS "last" FROM doomed`,
    bind: binds.values,
    writes: true,
  };
}
