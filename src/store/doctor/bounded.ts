import { Binds, whereClause } from '../../database/statement.js';
import { rowsOf } from '../../layouts/rows.js';
import { purgeableIn } from '../expired.js';
import type { Target } from '../target.js';

/** Counts the sessions for which conditions hold, and stops at so many. */
export async function countUpTo(
  { database, table }: Target,
  most: number,
  conditions: (binds: Binds) => readonly string[] = () => [],
): Promise<number> {
  const binds = new Binds();
  const where = whereClause([...rowsOf(table.sql), ...conditions(binds)]);
  const [row] = await database.select<{ n: number | string }>({
    sql: `SELECT count(*) AS n FROM (SELECT 1 AS one FROM ${table.sql.table} ${where} LIMIT ${most}) AS counted`,
    bind: binds.values,
  });
  return Number(row?.n ?? 0);
}

/** When the session ended that ended first before an instant; null where none did. */
export async function oldestEnd({ database, table }: Target, before: Date): Promise<Date | null> {
  const { sql, expiry } = table;
  const millis = expiry.millis(sql.expiry);
  let oldest: number | null = null;
  for (const stretch of expiry.stretches(before)) {
    const binds = new Binds();
    const where = whereClause(purgeableIn(stretch, table, before, binds));
    const [row] = await database.select<{ millis: number | string | null }>({
      sql: `SELECT ${millis} AS ${database.dialect.quote('millis')} FROM ${sql.table} ${where}
        ORDER BY ${sql.expiry} LIMIT 1`,
      bind: binds.values,
    });
    const found = row?.millis ?? null;
    if (found !== null) oldest = Math.min(oldest ?? Infinity, Number(found));
  }
  return oldest === null ? null : new Date(oldest);
}
