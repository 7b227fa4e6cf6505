import type { Dialect } from '../database/contract.js';
import type { BoundTable } from '../layouts/contract.js';
import { userPaths } from './user.js';

/** How the database can look for a user's sessions. */
export interface UserCondition {
  sql: string;
  /** It lets exactly these users' sessions pass; else decoding has the last word. */
  exact: boolean;
}

/** The condition that a session is one of these users'; null where only decoding can tell. */
export function userCondition(
  table: BoundTable,
  field: string | null,
  users: readonly string[],
  dialect: Dialect,
  bind: (value: unknown) => string,
): UserCondition | null {
  const column =
    field === null
      ? table.user
      : table.columns.find(({ name }) => name === field && isExtra(table, name));
  if (column) {
    const sql = dialect.holds(dialect.quote(column.name), column.type, users, bind);
    return { sql, exact: true };
  }
  return jsonIs(table, field, users, dialect, bind);
}

const isExtra = ({ extraColumns }: BoundTable, name: string): boolean =>
  extraColumns.includes(name);

/** Looks at every place of the user in a payload that is JSON. */
function jsonIs(
  table: BoundTable,
  field: string | null,
  users: readonly string[],
  { jsonHas, quote }: Dialect,
  bind: (value: unknown) => string,
): UserCondition | null {
  const { data, layout } = table;
  const isJson = layout.payload?.codecs.length === 1 && layout.payload.codecs[0] === 'json';
  if (data === null || !isJson || field !== null || layout.user.find !== null) return null;
  const conditions = userPaths(table).flatMap((path) =>
    users.map((user) => jsonHas(quote(data.name), data.type, path, bind, user)),
  );
  if (conditions.includes(null)) return null;
  return { sql: conditions.length > 0 ? `(${conditions.join(' OR ')})` : '1 = 0', exact: false };
}
