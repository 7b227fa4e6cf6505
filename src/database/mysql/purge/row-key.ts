import { plainColumn, type KeyColumn, type KeyValues, type RowKey } from '../../purge/row-key.js';
import type { PurgedTable } from '../../purge/contract.js';
import type { Binds, Runner } from '../../statement.js';
import type { Column } from '../../table.js';
import { quote } from '../spelling.js';
import { keyParts, leading, type KeyPart } from './key-parts.js';

/**
 * The key by which a purge reaches a table's rows: that of an index which leads to no other row,
 * since a statement locks each row that it passes.
 */
export async function mysqlRowKey(run: Runner, table: PurgedTable): Promise<RowKey> {
  const parts = await run.select<KeyPart>(keyParts(table.table));
  for (const index of new Set(parts.map((part) => part.index))) {
    const columns = parts.filter((part) => part.index === index);
    if (!columns.every(({ unique }) => Boolean(unique))) continue;
    const key = columns.flatMap(
      ({ column, type }) => mysqlKeyColumn(quote(column ?? ''), type ?? '') ?? [],
    );
    if (key.length === columns.length) return { columns: key, index: quote(index) };
  }
  // No row has a name of its own: then its token and its expiry together, along either's index.
  const index = leading(parts, table.sql.token) ?? leading(parts, table.sql.expiry);
  return { columns: ownColumns(table), index };
}

function ownColumns({ sql, token, expiry, expiryColumn }: PurgedTable): KeyColumn[] {
  const key = mysqlKeyColumn(sql.token, token.type);
  const own = key === null ? [] : [key];
  if (expiryColumn === null) return own;
  return [...own, { sql: sql.expiry, carry: expiry.carry, bound: expiry.bound }];
}

/** One column of a key; null where its values do not come back as they went. */
export function mysqlKeyColumn(sql: string, type: Column['type']): KeyColumn | null {
  const asText = (column: string): string => `CAST(${column} AS CHAR)`;
  if (type.startsWith('bigint')) {
    const whole = type.includes('unsigned') ? 'UNSIGNED' : 'SIGNED';
    return { sql, carry: asText, bound: (place) => `CAST(${place} AS ${whole})` };
  }
  if (/^(?:date|time)/.test(type)) return { ...plainColumn(sql), carry: asText };
  return /^(?:(?:tiny|small|medium)?int|.*char|.*text|.*binary|.*blob|uuid|enum)/.test(type)
    ? plainColumn(sql)
    : null;
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
