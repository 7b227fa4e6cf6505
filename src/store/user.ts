import { isUtf8 } from 'node:buffer';
import type { Column } from '../database/table.js';
import type { BoundTable } from '../layouts/contract.js';
import { usualUserPaths, type UserPath } from '../layouts/users.js';
import type { Json, JsonObject, Session } from '../session.js';
import { columnValue, valuesAt } from './where.js';

/** Every path in a payload at which a table's users may stand, the likeliest first. */
export const userPaths = ({ layout }: BoundTable): readonly UserPath[] => [
  ...layout.user.paths,
  ...usualUserPaths,
];

/** The column that a named field is; null where it is none of the table's, or none was named. */
export const fieldColumn = (table: BoundTable, field: string | null): Column | null =>
  table.columns.find(({ name }) => name === field && table.extraColumns.includes(name)) ?? null;

const nobody: readonly string[] = [];

/**
 * Finds everybody who is logged in by a session: in the table's own column, and at each place where
 * the framework and applications keep a login in the payload; the likeliest first.
 *
 * A field that was named tells alone. Where it is a column, rows in which that is empty (from before
 * it was added) still have the user in the payload.
 */
export function usersOf(
  table: BoundTable,
  field: string | null,
  columns: Session['columns'],
  data: Json,
): readonly string[] {
  if (field === null || field === table.user?.name) {
    const inside = table.layout.user.alone ? nobody : inPayload(table, data);
    const named = table.user === null ? nobody : inColumn(table.user, columns);
    if (inside.length === 0) return named;
    return unique(named.length === 0 ? inside : [...named, ...inside]);
  }
  const column = fieldColumn(table, field);
  if (column === null) return unique(ids(valuesAt(data, field)));
  const named = inColumn(column, columns);
  return named.length > 0 ? named : unique(inPayload(table, data));
}

/** Whether none of some users is anybody: a guest's id is nobody's. */
export const isNobody = (users: readonly string[], { layout }: BoundTable): boolean =>
  users.every((user) => layout.user.guests.includes(user));

const unique = (users: readonly string[]): readonly string[] =>
  users.length > 1 ? [...new Set(users)] : users;

/** The id in a column. */
function inColumn(column: Column | null, columns: Session['columns']): readonly string[] {
  const value = column && Object.hasOwn(columns, column.name) ? columns[column.name] : null;
  return usersInCell(value);
}

/** The users in a value of a column; bytes that are text are that text. */
export function usersInCell(value: unknown): readonly string[] {
  if (value === null) return nobody;
  const isText = value instanceof Uint8Array && isUtf8(value);
  return ids([isText ? Buffer.from(value).toString() : columnValue(value)]);
}

/** What a column may hold where a user is shown so: that text, or bytes that are no text. */
export function cellsShownAs(user: string): (string | Uint8Array)[] {
  const bytes = Buffer.from(user, 'base64');
  const isOfBytes = !isUtf8(bytes) && bytes.toString('base64') === user;
  return isOfBytes ? [user, bytes] : [user];
}

/** Whether a user is shown so whose text is no Unicode: what stands in place of it says not which. */
export const isMangled = (user: string): boolean => user.includes('\ufffd');

function inPayload(table: BoundTable, data: Json): readonly string[] {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return nobody;
  const { find, foundOnly, paths } = table.layout.user;
  const found = find ? ids(find(data)) : [];
  if (foundOnly) return found;
  gather(data, paths, found);
  gather(data, usualUserPaths, found);
  return found;
}

/** Adds the ids at paths of own keys. Every session is asked for every path: most have no first key. */
function gather(data: JsonObject, paths: readonly UserPath[], found: string[]): void {
  for (const path of paths) {
    let value: Json | undefined = data;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        value = undefined;
        break;
      }
      const inside: Json | undefined = value[key];
      value = inside !== undefined && Object.hasOwn(value, key) ? inside : undefined;
      if (value === undefined) break;
    }
    const id = value === undefined ? null : asId(value);
    if (id !== null) found.push(id);
  }
}

/** A loop: a list of a million rows asks for so many. */
function ids(values: readonly Json[]): string[] {
  const found: string[] = [];
  for (const value of values) {
    const id = asId(value);
    if (id !== null) found.push(id);
  }
  return found;
}

function asId(value: Json): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : null;
}

/** The logins of a payload that are of other tables of users than the framework's usual one. */
export const usersElsewhere = ({ layout }: BoundTable, data: Json): readonly string[] =>
  layout.user.elsewhere === null || data === null || typeof data !== 'object' || Array.isArray(data)
    ? nobody
    : ids(layout.user.elsewhere(data));
