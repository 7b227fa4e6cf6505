import type { Column } from '../../database/contract.js';
import type { BoundTable } from '../../layouts/contract.js';
import type { Binds } from '../sql.js';
import type { Target } from '../target.js';

/** The columns that tell a row from the others, and the index that leads to it alone. */
export interface RowKey {
  readonly columns: readonly KeyColumn[];
  /** The index, quoted; null where the planner may choose. */
  readonly index: string | null;
}

export interface KeyColumn {
  readonly sql: string;
  /** SQL that gives the value to this program without losing any of it. */
  readonly carry: (column: string) => string;
  /** SQL of such a value, bound. */
  readonly bound: (placeholder: string) => string;
}

/** The values of a row in a key's columns, as `carry` gave them. */
export type KeyValues = readonly unknown[];

const same = (sql: string): string => sql;

/**
 * The key by which a purge reaches a table's rows: the one to page by, or, where the database locks
 * each row that it passes, that of an index which leads to no other row.
 */
export async function rowKeyOf({ database, table }: Target): Promise<RowKey> {
  const { quote, keyParts } = database.dialect;
  if (keyParts === null) return { columns: [plain(table.sql.pageKey)], index: null };
  const parts = await database.select<KeyPart>(keyParts(table.table));
  for (const index of new Set(parts.map((part) => part.index))) {
    const columns = parts.filter((part) => part.index === index);
    if (!columns.every(({ unique }) => Boolean(unique))) continue;
    const key = columns.flatMap(({ column, type }) => keyColumn(quote(column ?? ''), type ?? ''));
    if (key.length === columns.length) return { columns: key, index: quote(index) };
  }
  // No row has a name of its own: then its token and its expiry together, along either's index.
  const leading = (sql: string): string | undefined =>
    parts.find(({ place, column }) => Number(place) === 1 && quote(column ?? '') === sql)?.index;
  const index = leading(table.sql.token) ?? leading(table.sql.expiry);
  return { columns: ownColumns(table), index: index === undefined ? null : quote(index) };
}

/** A column of an index, as `keyParts` gives it. */
export interface KeyPart {
  index: string;
  place: number | string;
  column: string | null;
  type: string | null;
  unique: number | boolean;
}

const plain = (sql: string): KeyColumn => ({ sql, carry: same, bound: same });

function ownColumns({ sql, token, expiry, expiryColumn }: BoundTable): KeyColumn[] {
  const key = keyColumn(sql.token, token.type);
  if (expiryColumn === null) return key;
  return [...key, { sql: sql.expiry, carry: expiry.carry, bound: expiry.bound }];
}

/** One column of a key; empty where its values do not come back as they went. */
function keyColumn(sql: string, type: Column['type']): KeyColumn[] {
  const asText = (column: string): string => `CAST(${column} AS CHAR)`;
  if (type.startsWith('bigint')) {
    const whole = type.includes('unsigned') ? 'UNSIGNED' : 'SIGNED';
    return [{ sql, carry: asText, bound: (place) => `CAST(${place} AS ${whole})` }];
  }
  if (/^(?:date|time)/.test(type)) return [{ sql, carry: asText, bound: same }];
  return /^(?:(?:tiny|small|medium)?int|.*char|.*text|.*binary|.*blob|uuid|enum)/.test(type)
    ? [plain(sql)]
    : [];
}

/** The condition that a row is one of these. */
export function isOneOf({ columns }: RowKey, rows: readonly KeyValues[], binds: Binds): string {
  const [only, ...more] = columns;
  if (only && more.length === 0) {
    return `${only.sql} IN (${rows.map(([value]) => only.bound(binds.add(value))).join(', ')})`;
  }
  const row = (values: KeyValues): string =>
    columns.map(({ sql, bound }, i) => `${sql} = ${bound(binds.add(values[i]))}`).join(' AND ');
  return `(${rows.map((values) => `(${row(values)})`).join(' OR ')})`;
}

/** The condition that a row's key is beyond these values, one way or the other. */
export function isBeyond(
  { columns }: RowKey,
  way: '>' | '>=' | '<=',
  values: KeyValues,
  binds: Binds,
): string {
  const places = columns.map(({ bound }, i) => bound(binds.add(values[i])));
  const strict = way === '>=' ? '>' : way === '<=' ? '<' : way;
  return columns.reduceRight((rest, { sql }, i) => {
    const place = places[i] ?? '';
    if (rest === '') return `${sql} ${way} ${place}`;
    return `(${sql} ${strict} ${place} OR (${sql} = ${place} AND ${rest}))`;
  }, '');
}

/** The key's columns as a SELECT lists them, for `keyValues` to read. */
export const keyList = ({ columns }: RowKey): string =>
  columns.map(({ sql, carry }, i) => `${carry(sql)} AS k${i}`).join(', ');

/** The order of the key. */
export const keyOrder = ({ columns }: RowKey): string => columns.map(({ sql }) => sql).join(', ');

/** A row as `keyList` asks for it. */
export type Keyed = Record<`k${number}`, unknown>;

export const keyValues = ({ columns }: RowKey, row: Keyed): KeyValues =>
  columns.map((_, i) => row[`k${i}`]);
