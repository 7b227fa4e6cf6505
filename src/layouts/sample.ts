import type { Database } from '../database/database.js';
import type { Fitting } from './contract.js';
import type { SqliteForm } from './expiry/contract.js';

/** What a row shows of its layout. */
export interface SampledRow {
  /** Its expiry in milliseconds, null where it has none or it cannot be read. */
  millis: number | null;
  hasExpiry: boolean;
  /** The expiry as it is stored, where the database has it as text or a number in any column. */
  stored: unknown;
  /** The beginning of its payload; null where there is none. */
  head: Buffer | null;
  /** The head is the whole payload. */
  whole: boolean;
}

const sampleRows = 20;
const headLength = 16_384;

/** Looks at a few rows. */
export async function sample(database: Database, table: Fitting): Promise<SampledRow[]> {
  const { sql, expiry } = table;
  const { quote, byteLength } = database.dialect;
  const rows = await database.select<{
    millis: number | string | null;
    stored: unknown;
    head: unknown;
    size: number | string | null;
  }>({
    sql: `SELECT ${expiry.millis(sql.expiry)} AS ${quote('millis')},
      ${sql.expiry} AS ${quote('stored')}, substr(${sql.data}, 1, ${headLength}) AS ${quote('head')},
      ${byteLength(sql.data)} AS ${quote('size')}
      FROM ${sql.table} ORDER BY ${sql.pageKey} LIMIT ${sampleRows}`,
  });
  return rows.map(({ millis, stored, head, size }) => {
    const bytes = head === null || head === undefined ? null : Buffer.from(head as string | Buffer);
    return {
      millis: millis === null ? null : Number(millis),
      hasExpiry: stored !== null && stored !== undefined,
      stored,
      head: bytes !== null && bytes.length > 0 ? bytes : null,
      whole: bytes !== null && Number(size) <= bytes.length,
    };
  });
}

/** The form in which SQLite's rows write their expiry; null where they do not tell. */
export function formOfRows(rows: readonly SampledRow[]): SqliteForm | null {
  const stored = rows.find((row) => row.millis !== null)?.stored;
  if (typeof stored === 'number') {
    return stored >= 1e11 ? 'milliseconds' : stored >= 1e8 ? 'seconds' : 'julian';
  }
  if (typeof stored !== 'string') return null;
  if (stored.includes('T')) return 'iso';
  return stored.endsWith('+00:00')
    ? stored.includes(' +')
      ? 'sequelize'
      : 'space-offset'
    : 'micros';
}
