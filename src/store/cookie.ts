import type { CookieForm } from '../cookies/contract.js';
import { pickCookie } from '../cookies/pasted.js';
import { cookieForms } from '../cookies/registry.js';
import { SessionAdminError } from '../errors.js';
import { rowOf } from './row.js';
import type { Target } from './target.js';

/** The key under which the session of an id is stored. */
export function toKey({ table }: Target, id: string, hashed: boolean): string {
  const { layout, keyPrefix } = table;
  const { key } = layout;
  return (hashed ? key.hashed : null)?.(id) ?? key.ofId(id, keyPrefix);
}

/**
 * The Cookie header that logs in with an id, `name=value`. Throws `INVALID_ARGUMENT` where it must be
 * signed and there is no secret, or where the framework's cookie is not known.
 */
export function cookieFor(target: Target, id: string, name?: string): string {
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
  const { id, signature } = form.read(pickCookie(cookie, form.cookieName), target.secret);
  if (signature === 'invalid') {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'that cookie was not signed with the secret that was given: the application would refuse it',
    );
  }
  const { ofId, hashed } = target.table.layout.key;
  // Old rows may hold the id as it is, and some applications hash it.
  const keys = new Set([ofId(id, target.table.keyPrefix), ...(hashed ? [hashed(id)] : []), id]);
  for (const key of keys) if (await rowOf(target, key, { decode: false })) return key;
  return undefined;
}

function formOf({ table: { layout } }: Target, name: string | undefined): CookieForm {
  if (layout.cookie !== null) return cookieForms[layout.cookie](name);
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `the cookie of ${layout.title} is not known: give the session's token instead`,
  );
}
