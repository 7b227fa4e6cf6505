import type { Dialect } from '../database/contract.js';
import type { BoundTable } from '../layouts/contract.js';
import { userPaths } from './user.js';

/** How the database can look for a user's sessions. */
export interface UserCondition {
  sql: string;
  /** It lets exactly this user's sessions pass; else decoding has the last word. */
  exact: boolean;
}

/** The condition that a session is this user's; null where only decoding can tell. */
export function userCondition(
  table: BoundTable,
  field: string | null,
  user: string,
  dialect: Dialect,
  bind: (value: unknown) => string,
): UserCondition | null {
  const column =
    field === null
      ? table.user
      : table.columns.find(({ name }) => name === field && isExtra(table, name));
  if (column) {
    const sql = columnIs(dialect, dialect.quote(column.name), column.type, user, bind);
    return { sql, exact: true };
  }
  return jsonIs(table, field, user, dialect, bind);
}

const isExtra = ({ extraColumns }: BoundTable, name: string): boolean =>
  extraColumns.includes(name);

const integer = /int|serial|numeric|decimal/;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const nobody = '1 = 0';

/** Compares a column with a text in the column's own type, so that its index serves. */
function columnIs(
  { exact }: Dialect,
  column: string,
  type: string,
  user: string,
  bind: (value: unknown) => string,
): string {
  const isNumber = /^(?:0|-?[1-9]\d{0,17})$/.test(user);
  const value = isNumber && Number.isSafeInteger(Number(user)) ? Number(user) : user;
  if (integer.test(type)) return isNumber ? `${column} = ${bind(value)}` : nobody;
  if (type === 'uuid') return uuid.test(user) ? `${column} = ${bind(user.toLowerCase())}` : nobody;
  // A column without a type keeps numbers and texts apart.
  if (type === '' && isNumber) return `${column} IN (${bind(user)}, ${bind(value)})`;
  const same = `${column} = ${bind(user)}`;
  return exact ? `${same} AND ${exact(column)} = ${bind(user)}` : same;
}

/** Looks at every place of the user in a payload that is JSON. */
function jsonIs(
  table: BoundTable,
  field: string | null,
  user: string,
  { jsonHas }: Dialect,
  bind: (value: unknown) => string,
): UserCondition | null {
  const { data, layout, sql } = table;
  const isJson = layout.payload?.codecs.length === 1 && layout.payload.codecs[0] === 'json';
  if (data === null || !isJson || field !== null || layout.user.find !== null) return null;
  const conditions = userPaths(table).map((path) => jsonHas(sql.data, data.type, path, bind, user));
  return conditions.includes(null) ? null : { sql: `(${conditions.join(' OR ')})`, exact: false };
}
