import type { Column } from '../database/table.js';
import type { Dialect } from '../database/contract.js';
import type { BoundTable } from '../layouts/contract.js';
import type { Bind } from './requirement.js';
import { cellsShownAs, fieldColumn, isMangled, userPaths } from './user.js';

/** How the database can look for the sessions of users: never fewer than theirs. */
export interface UserCondition {
  sql: string;
  /** It lets exactly these users' sessions pass; else decoding has the last word. */
  exact: boolean;
}

/**
 * The condition that a session is one of these users', as `usersOf` finds them; null where only
 * decoding can tell.
 *
 * Exact, and served by the column's index, where no payload can hold a login beside the column.
 */
export function userCondition(
  table: BoundTable,
  field: string | null,
  users: readonly string[],
  dialect: Dialect,
  bind: Bind,
): UserCondition | null {
  if (users.length === 0) return { sql: '1 = 0', exact: true };
  const isNamed = field !== null && field !== table.user?.name;
  const column = isNamed ? fieldColumn(table, field) : table.user;
  const inColumn = (texts: readonly string[]): string =>
    column === null ? '1 = 0' : holdsUsers(column, texts, dialect, bind);
  if (column !== null && !canHold(users, dialect)) return null;
  const { payload, user } = table.layout;
  if (payload === null || (user.alone && !isNamed)) return { sql: inColumn(users), exact: true };
  // Whatever is bound must stand in the SQL: nothing is, before it is sure that there is some.
  if (isNamed) {
    if (column === null || !isPlain(column)) return null;
    const isEmpty = `${dialect.quote(column.name)} IS NULL OR ${inColumn([''])}`;
    return { sql: `(${inColumn(users)} OR ${isEmpty})`, exact: false };
  }
  const inPayload = jsonNames(table, users, dialect, bind);
  if (inPayload === null) return null;
  return {
    sql: column === null ? inPayload : `(${inColumn(users)} OR ${inPayload})`,
    exact: false,
  };
}

/** The condition that a column holds what is shown as one of these users; see `canHold`. */
export const holdsUsers = (
  { name, type }: Column,
  users: readonly string[],
  { holds, quote }: Dialect,
  bind: Bind,
): string => holds(quote(name), type, users.flatMap(cellsShownAs), bind);

/** Whether the database can be asked for these: of a text that is no Unicode it is not shown what stands there. */
export const canHold = (users: readonly string[], { looseTypes }: Dialect): boolean =>
  !looseTypes || !users.some(isMangled);

/** What it holds is an id: no list and no truth value, which are nobody's. */
export const isPlain = ({ type }: Column): boolean => !/json|bool|\[\]|array/.test(type);

/** Looks at every place of the user in a payload that is JSON. */
function jsonNames(
  table: BoundTable,
  users: readonly string[],
  { jsonHas, quote }: Dialect,
  bind: Bind,
): string | null {
  const { data, layout } = table;
  const isJson = layout.payload?.codecs.length === 1 && layout.payload.codecs[0] === 'json';
  if (data === null || !isJson || layout.user.find !== null) return null;
  const paths = userPaths(table);
  return jsonHas(quote(data.name), data.type, paths, users, bind);
}
