import type { ResolvedUser, SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { quoted } from '../usage.js';

/** A filter whose users are ids, and how they were found. */
export interface Whose<Filter> {
  filter: Filter;
  users: readonly ResolvedUser[];
}

/**
 * Finds the users that a filter names, by id, login or e-mail, and says on stderr who was found by
 * name. Throws where several are meant.
 */
export async function findUsers<Filter extends SessionFilter>(
  context: Context,
  store: SequelizeStore,
  filter: Filter,
): Promise<Whose<Filter>> {
  if (filter.user === undefined) return { filter, users: [] };
  const users: ResolvedUser[] = [];
  for (const text of [filter.user].flat()) {
    const found = await store.resolveUser(text);
    const { user, name, byName } = found;
    const also = name === null || name === text ? '' : ` (${name})`;
    if (byName) await context.note(`${text} is user ${user}${also}`);
    users.push(found);
  }
  return { filter: { ...filter, user: users.map(({ user }) => user) }, users };
}

/** Says which of the users are none, where nothing was found: it may be a slip of the pen. */
export async function tellStrangers(
  context: Context,
  users: readonly ResolvedUser[],
  found: number,
): Promise<void> {
  if (found > 0 && users.length === 1) return;
  for (const { user, table, known } of users) {
    if (known === false)
      await context.warn(`${table ?? ''} has no user with the id or login ${quoted(user)}`);
  }
}

/** Says, to those who asked for it, where names come from, or why there are none. */
export async function tellPeople(context: Context, store: SequelizeStore): Promise<void> {
  if (!context.settings.verbose) return;
  const { table, columns, why } = await store.people();
  await context.detail(
    why === null ? `names: ${table ?? ''} (${columns.join(', ')})` : `no names: ${why}`,
  );
}
