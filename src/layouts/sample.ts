import { codecs } from '../codecs/registry.js';
import type { Codec } from '../codecs/contract.js';
import type { Database } from '../database/database.js';
import type { BoundTable } from './contract.js';
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
export async function sample(database: Database, table: BoundTable): Promise<SampledRow[]> {
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

/**
 * Says what in the rows speaks against a table's layout; null where nothing does. One row that fits
 * is enough: others may be damaged.
 */
export function contradiction({ layout }: BoundTable, rows: readonly SampledRow[]): string | null {
  const { payload } = layout;
  // What applications may write as they like speaks against nothing.
  if (payload?.open) return null;
  const dated = rows.filter((row) => row.hasExpiry);
  if (dated.length > 0 && dated.every((row) => row.millis === null)) {
    return 'no expiry of the rows looked at can be read as an instant';
  }
  if (payload === null) return null;
  const looks = payload.codecs.map((name): Codec => codecs[name]);
  const filled = rows.filter((row) => row.head !== null && row.whole);
  const fits = filled.some(({ head }) => head && looks.some((codec) => codec.matches(head)));
  if (filled.length === 0 || fits) return null;
  return `no payload of the rows looked at is ${payload.codecs.join(' or ')}`;
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
