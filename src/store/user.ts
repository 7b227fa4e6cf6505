import { isUtf8 } from 'node:buffer';
import type { BoundTable } from '../layouts/contract.js';
import type { Json, JsonObject } from '../session.js';
import { columnValue, valuesAt } from './where.js';

/** Where applications keep the id of who is logged in, by no convention but habit. */
const usualPaths: readonly (readonly string[])[] = [
  ['userID'],
  ['user_id'],
  ['userId'],
  ['authenticatedUserID'],
  ['user', 'id'],
  ['user'],
];

/** The paths in a payload at which a table's users may stand, the likeliest first. */
export const userPaths = ({ layout }: BoundTable): readonly (readonly string[])[] => [
  ...layout.user.paths,
  ...usualPaths,
];

/**
 * Finds who is logged in: in the field that was named, else in the table's own column, else where
 * the framework and applications keep it in the payload. Null where nothing says.
 */
export function userOf(
  table: BoundTable,
  field: string | null,
  columns: Readonly<Record<string, unknown>>,
  data: Json,
): string | null {
  if (field !== null) {
    const own = Object.hasOwn(columns, field) ? idIn(columns[field]) : null;
    return own ?? firstId(valuesAt(data, field));
  }
  if (table.user !== null) return idIn(columns[table.user.name]);
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return null;
  const { find, paths } = table.layout.user;
  return asId(find?.(data)) ?? firstAt(data, paths) ?? firstAt(data, usualPaths);
}

function firstAt(data: JsonObject, paths: readonly (readonly string[])[]): string | null {
  for (const path of paths) {
    const id = asId(at(data, path));
    if (id !== null) return id;
  }
  return null;
}

/** The value at a path of own keys. */
function at(data: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

const firstId = (values: readonly (Json | undefined)[]): string | null =>
  values.map(asId).find((id) => id !== null) ?? null;

/** The id in a column; bytes that are text are that text. */
const idIn = (value: unknown): string | null =>
  asId(
    value instanceof Uint8Array && isUtf8(value)
      ? Buffer.from(value).toString()
      : columnValue(value),
  );

function asId(value: Json | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : null;
}
