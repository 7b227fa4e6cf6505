import { Binds, whereClause } from '../../database/statement.js';
import { needsRows, sqlConditions, type SessionFilter } from '../filter.js';
import type { Target } from '../target.js';
import { alongOf } from './tables.js';

/** Rows of another table that go with sessions. */
export interface GoesAlong {
  /** What they are, for people, in plural. */
  what: string;
  table: string;
  /** Null where only reading each session tells which ones go. */
  rows: number | null;
}

/** Counts what goes with the sessions that a filter lets pass. */
export async function countAlong(target: Target, filter: SessionFilter): Promise<GoesAlong[]> {
  const { database, table, clock } = target;
  const counted: GoesAlong[] = [];
  for (const { what, name, sql } of await alongOf(target)) {
    if (needsRows(filter, target)) {
      counted.push({ what, table: name, rows: null });
      continue;
    }
    const binds = new Binds();
    const where = whereClause(sqlConditions(filter, target, clock.now(), binds));
    const [row] = await database.select<{ n: number | string }>({
      sql: `SELECT count(*) AS n FROM ${sql.table} WHERE ${sql.column} IN
        (SELECT ${sql.parent} FROM ${table.sql.table} ${where})`,
      bind: binds.values,
      whole: true,
    });
    counted.push({ what, table: name, rows: Number(row?.n ?? 0) });
  }
  return counted;
}
