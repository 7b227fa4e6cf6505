import { purgeable } from '../expired.js';
import { Binds } from '../../database/statement.js';
import type { Target } from '../target.js';

/** What a purge would delete. */
export interface ExpiredSurvey {
  count: number;
  oldest: Date | null;
  newest: Date | null;
  /** Bytes of payload. */
  bytes: number;
}

/** Looks at the expired sessions without touching them. */
export async function surveyExpired(target: Target, cutoff: Date): Promise<ExpiredSurvey> {
  const { database, table } = target;
  if (table.layout.cell !== null) {
    const { surveyCells } = await import('../cells/purge.js');
    return surveyCells(target, cutoff);
  }
  const binds = new Binds();
  const where = purgeable(table, cutoff, binds);
  const { quote, byteLength } = database.dialect;
  const millis = table.expiry.millis(table.sql.expiry);
  const [row] = await database.select<
    Record<'n' | 'oldest' | 'newest' | 'bytes', number | string | null>
  >({
    sql: `SELECT count(*) AS n, min(${millis}) AS ${quote('oldest')}, max(${millis}) AS ${quote('newest')},
      sum(${byteLength(table.sql.data)}) AS ${quote('bytes')} FROM ${table.sql.table} WHERE ${where}`,
    bind: binds.values,
    whole: true,
  });
  const instant = (ms: number | string | null | undefined) =>
    ms === null || ms === undefined ? null : new Date(Number(ms));
  return {
    count: Number(row?.n ?? 0),
    oldest: instant(row?.oldest),
    newest: instant(row?.newest),
    bytes: Number(row?.bytes ?? 0),
  };
}

/** The statement that would add an index on expiry; null where there is one to go along. */
export async function missingIndex({ database, table }: Target): Promise<string | null> {
  if (table.expiryColumn === null) return null;
  const { dialect } = database;
  const rows = await database.select<{ name: string }>(dialect.indexedColumns(table.table));
  if (rows.some(({ name }) => dialect.quote(name) === table.sql.expiry)) return null;
  return dialect.addIndex(database, {
    name: `idx_${table.table.name}_expiry`,
    at: table.table,
    table: table.sql.table,
    column: table.sql.expiry,
    type: table.expiryColumn.type,
    unique: false,
  });
}
