import type { RowPlace, Statement } from '../../database/contract.js';
import type { Stretch } from '../../database/expiry/contract.js';
import { purgeableIn } from '../expired.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';

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
 * The statement that locks the expired rows of a stretch which nobody else has in hand, and deletes
 * them by their physical place: the way of PostgreSQL.
 *
 * A place is one in one table only: over partitions and inherited tables it takes the part as well.
 */
export function deleteByPlace(
  { database, table }: Target,
  stretch: Stretch,
  cutoff: Date,
  { part, at }: RowPlace,
  { conditions, tail }: Choice,
): Statement {
  const { sql, expiry } = table;
  const { quote } = database.dialect;
  const binds = new Binds();
  const expired = purgeableIn(stretch, table, cutoff, binds);
  return {
    sql: `WITH doomed AS (
        SELECT ${part} AS part, ${at} AS place, ${sql.expiry} AS expiry FROM ${sql.table}
        ${whereClause([...expired, ...conditions(binds)])} ${tail} FOR UPDATE SKIP LOCKED
      ), gone AS (
        DELETE FROM ${sql.table} WHERE ${at} = ANY (ARRAY(SELECT place FROM doomed))
          AND (${part}, ${at}) IN (SELECT part, place FROM doomed)
          AND ${expired.join(' AND ')} RETURNING 1
      ) SELECT count(*)::int AS ${quote('found')}, (SELECT count(*)::int FROM gone) AS ${quote('rows')},
        ${expiry.carry('max(expiry)')} AS ${quote('last')} FROM doomed`,
    bind: binds.values,
    writes: true,
  };
}
