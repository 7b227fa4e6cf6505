import type { KeyColumn } from '../../database/purge/row-key.js';
import { plainColumn } from '../../database/purge/row-key.js';
import type { SelectedColumn } from '../../database/many-rows.js';
import type { Binds } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import { keyIn } from '../../layouts/key.js';
import type { Row } from '../row-columns.js';
import type { Target } from '../target.js';
import { isOn, uniqueIndexes } from '../write/unique.js';

/** What rows are gone over by, and asked for again. */
export interface PageKey extends KeyColumn {
  /** No two rows have the same, and none has NULL. Else it is the token. */
  readonly unique: boolean;
  /** It is the token as every row is read with it. */
  readonly isToken: boolean;
  /** The column to read besides for it. */
  readonly columns: readonly SelectedColumn[];
  /** The key of a row that was read with these. */
  readonly of: (row: Row) => unknown;
  /** The condition that a row has the key of one of these. */
  readonly isOneOf: (rows: readonly Row[], binds: Binds) => string;
}

const known = new WeakMap<Target, Promise<PageKey>>();

/**
 * Returns the key to page by: the row's hidden id, else the token where it is unique, else the first
 * column that is. The database is asked once.
 */
export function pageKeyOf(target: Target): Promise<PageKey> {
  let key = known.get(target);
  if (key === undefined) {
    key = find(target);
    known.set(target, key);
    key.catch(() => known.delete(target));
  }
  return key;
}

async function find(target: Target): Promise<PageKey> {
  const { database, table } = target;
  const { sql, columns, token } = table;
  if (sql.pageKey !== sql.token) return hidden(sql.pageKey);
  const indexes = (await uniqueIndexes(database, table)).filter(({ whole }) => whole);
  const unique = columns.filter(
    (column) => !column.nullable && indexes.some((index) => isOn(index, column.name)),
  );
  if (unique.includes(token)) return inColumn(target, token, true);
  const other = unique.find(({ name, type }) =>
    database.dialect.keyColumn(database.dialect.quote(name), type),
  );
  return other ? inColumn(target, other, true) : inColumn(target, token, false);
}

const keyOf = ({ key }: Row): unknown => key;

const hidden = (sql: string): PageKey => ({
  ...plainColumn(sql),
  unique: true,
  isToken: false,
  columns: [{ name: 'key', kind: 'whole', sql }],
  of: keyOf,
  isOneOf: (rows, binds) => `${sql} IN (${rows.map((row) => binds.add(row.key)).join(', ')})`,
});

function inColumn({ table, database }: Target, column: Column, unique: boolean): PageKey {
  const place = placeOf(column, database.dialect);
  const isToken = column === table.token;
  const key = isToken ? table.key : keyIn(column, database.dialect);
  const of = isToken ? ({ token }: Row): unknown => token : keyOf;
  return {
    ...place,
    unique,
    isToken,
    columns: isToken ? [] : [{ name: 'key', kind: 'any', sql: place.carry(place.sql) }],
    of,
    isOneOf: (rows, binds) => key.is(rows.map(of), binds.add),
  };
}

/** A column as rows are compared by it. */
export function placeOf(
  { name, type }: Column,
  { quote, keyColumn }: Target['database']['dialect'],
): KeyColumn {
  const sql = quote(name);
  return keyColumn(sql, type) ?? plainColumn(sql);
}
