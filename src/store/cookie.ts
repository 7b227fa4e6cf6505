import type { CookieForm } from '../cookies/contract.js';
import { pickCookie } from '../cookies/pasted.js';
import { cookieForms } from '../cookies/registry.js';
import { Binds, whereClause } from '../database/statement.js';
import { SessionAdminError } from '../errors.js';
import { columnOf } from '../layouts/finding/match.js';
import { rowsOf } from '../layouts/rows.js';
import { keyTransforms } from '../layouts/transforms.js';
import { rowOf } from './row.js';
import type { Target } from './target.js';

/** The key under which the session of an id is stored. */
export function toKey({ table, secret }: Target, id: string, hashed: boolean): string {
  const { layout, keyPrefix } = table;
  const { key } = layout;
  const transform = (hashed ? key.hashed : null) ?? key.transform;
  return transform === null ? key.ofId(id, keyPrefix) : keyTransforms[transform](id, secret);
}

/**
 * The Cookie header that logs in with an id, `name=value`. Throws `INVALID_ARGUMENT` where it must be
 * signed and there is no secret, or where the framework's cookie or its name is not known.
 */
export function cookieFor(target: Target, id: string, name?: string): string {
  const { title, cookieName } = target.table.layout;
  if (name === undefined && cookieName instanceof RegExp) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `the cookie of ${title} has a name of each application’s own: give it`,
      { options: ['cookieName'] },
    );
  }
  const form = formOf(target, name);
  return `${form.cookieName}=${form.write(id, target.secret)}`;
}

/**
 * The token of the session that a cookie carries: its value, `name=value` or a whole Cookie header.
 * Undefined where there is no such session. Throws `INVALID_ARGUMENT` where it is no such cookie, or
 * where it was not signed with the secret that was given.
 */
export async function tokenFromCookie(
  target: Target,
  cookie: string,
  name?: string,
): Promise<string | undefined> {
  const form = formOf(target, name);
  const { cookieName, key } = target.table.layout;
  const called = name === undefined && cookieName instanceof RegExp ? cookieName : form.cookieName;
  const others = name === undefined ? form.alsoCalled : [];
  const { id, signature } = form.read(pickCookie(cookie, called, others), target.secret);
  if (signature === 'invalid') {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'that cookie was not signed with the secret that was given: the application would refuse it',
    );
  }
  // Old rows may hold the id as it is, and some applications hash it.
  const keys = new Set([
    toKey(target, id, false),
    ...(key.hashed === null ? [] : [toKey(target, id, true)]),
    id,
  ]);
  for (const each of keys) if (await rowOf(target, each, { decode: false })) return each;
  return tokenOfPrevious(target, keys);
}

/** The token of the one session whose token was one of these before; undefined where there is none. */
async function tokenOfPrevious(
  { database, table }: Target,
  keys: ReadonlySet<string>,
): Promise<string | undefined> {
  const { dialect } = database;
  const [name] = table.layout.columns.previous;
  const column = name === undefined ? null : columnOf(table.columns, name);
  if (column === null) return undefined;
  const binds = new Binds();
  const was = dialect.holds(dialect.quote(column.name), column.type, [...keys], binds.add);
  const [found, ...others] = await database.select<{ token: unknown }>({
    sql: `SELECT ${table.key.read} AS ${dialect.quote('token')} FROM ${table.sql.table}
      ${whereClause([...rowsOf(table.sql), was])} LIMIT 2`,
    bind: binds.values,
  });
  return found && others.length === 0 ? (table.key.print(found.token) ?? undefined) : undefined;
}

function formOf({ table: { layout } }: Target, name: string | undefined): CookieForm {
  const { cookie, cookieName } = layout;
  const usual = typeof cookieName === 'string' ? cookieName : undefined;
  if (cookie !== null) return cookieForms[cookie](name ?? usual);
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `the cookie of ${layout.title} is not known: give the session's token instead`,
  );
}
