import type { Database } from '../../database/database.js';
import type { Fitting } from '../contract.js';
import { whereClause } from '../../database/statement.js';
import { ending, endingSql } from '../ending.js';
import { rowsOf } from '../rows.js';

/** What a row shows of its layout. */
export interface SampledRow {
  /** Its token as text; null where there is none. */
  key: string | null;
  /** The token is a number, which on SQLite a column of any type may hold. */
  isNumbered: boolean;
  /** Its expiry in milliseconds, null where it has none or it cannot be read. */
  millis: number | null;
  /** It says that there is an end. */
  hasExpiry: boolean;
  /** Its expiry is no mark that may say "never", such as 0: see `Dialect.tells`. */
  tells: boolean;
  /** The expiry as it is stored. */
  stored: unknown;
  /** The beginning of its payload; null where there is none. */
  head: Buffer | null;
  /** The head is the whole payload. */
  whole: boolean;
}

const sampleRows = 20;
const headLength = 16_384;

/** Looks at a few rows. */
export const sample = (database: Database, table: Fitting): Promise<SampledRow[]> =>
  read(database, table, [], `ORDER BY ${table.sql.pageKey}`);

/** Looks at a few rows whose expiry tells how it is written, wherever they are. */
export const sampleTelling = (database: Database, table: Fitting): Promise<SampledRow[]> =>
  read(database, table, [tellsOf(database, table)], '', true);

const tellsOf = ({ dialect }: Database, { sql, expiryColumn }: Fitting): string =>
  expiryColumn === null ? '1 = 0' : dialect.tells(sql.expiry, expiryColumn.type);

async function read(
  database: Database,
  table: Fitting,
  conditions: readonly string[],
  order: string,
  whole = false,
): Promise<SampledRow[]> {
  const { sql, expiry } = table;
  const { quote, byteLength } = database.dialect;
  const rows = await database.select<{
    token: unknown;
    millis: number | string | null;
    tells: number | boolean | null;
    stored: unknown;
    ending: number | boolean;
    head: unknown;
    size: number | string | null;
  }>({
    sql: `SELECT ${sql.token} AS ${quote('token')}, ${expiry.millis(sql.expiry)} AS ${quote('millis')},
      ${sql.expiry} AS ${quote('stored')}, ${endingSql(table)} AS ${quote('ending')},
      CASE WHEN ${tellsOf(database, table)} THEN 1 ELSE 0 END AS ${quote('tells')},
      substr(${sql.data}, 1, ${headLength}) AS ${quote('head')},
      ${byteLength(sql.data)} AS ${quote('size')}
      FROM ${sql.table} ${whereClause([...rowsOf(sql), ...conditions])} ${order} LIMIT ${sampleRows}`,
    whole,
  });
  return rows.map(({ token, millis, tells, stored, ending: said, head, size }) => {
    const bytes = head === null || head === undefined ? null : Buffer.from(head as string | Buffer);
    return {
      key: typeof token === 'string' || Buffer.isBuffer(token) ? token.toString() : null,
      isNumbered: typeof token === 'number' || typeof token === 'bigint',
      millis: millis === null ? null : Number(millis),
      hasExpiry: Number(said) === ending.instant,
      tells: Number(tells) === 1,
      stored,
      head: bytes !== null && bytes.length > 0 ? bytes : null,
      whole: bytes !== null && Number(size) <= bytes.length,
    };
  });
}
