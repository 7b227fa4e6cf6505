import type { ResolvedUser, SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { quoted, UsageError } from '../usage.js';

/** A filter whose users are ids, and how they were found. */
export interface Whose<Filter> {
  filter: Filter;
  users: readonly ResolvedUser[];
  excepted: readonly ResolvedUser[];
}

/**
 * Finds the users that a filter names, by id, login or e-mail, and says on stderr who was found by
 * name. Throws where several are meant, and where one who is to be left out is nobody: a slip of the
 * pen would let that one in.
 */
export async function findUsers<Filter extends SessionFilter>(
  context: Context,
  store: SequelizeStore,
  filter: Filter,
): Promise<Whose<Filter>> {
  const users = await resolveUsers(context, store, filter.user);
  const excepted = await resolveUsers(context, store, filter.exceptUser);
  for (const { user, table, known } of excepted) {
    if (known === false) {
      throw new UsageError(
        `--except-user: ${table ?? ''} has no user with the id or login ${quoted(user)}, so nobody would be left out`,
      );
    }
  }
  const ids = {
    ...(filter.user !== undefined && { user: users.map(({ user }) => user) }),
    // A session may have the login where others have the id.
    ...(filter.exceptUser !== undefined && {
      exceptUser: [...excepted.map(({ user }) => user), ...[filter.exceptUser].flat()],
    }),
  };
  return { filter: { ...filter, ...ids }, users, excepted };
}

/** Finds each of some users, and says on stderr who was found by name. */
export async function resolveUsers(
  context: Context,
  store: SequelizeStore,
  who: SessionFilter['user'],
): Promise<ResolvedUser[]> {
  const users: ResolvedUser[] = [];
  for (const text of who === undefined ? [] : [who].flat()) {
    const found = await store.resolveUser(text);
    const { user, name, byName } = found;
    const also = name === null || name === text ? '' : ` (${name})`;
    if (byName) await context.note(`${text} is user ${user}${also}`);
    const others = new Set([user, name ?? user]);
    context.journal?.named(
      text,
      [...others].filter((one) => one !== text),
    );
    users.push(found);
  }
  return users;
}

/** Says who is left out and has no session, where no table tells whether there is such a user. */
export async function tellUnseen(
  context: Context,
  store: SequelizeStore,
  excepted: readonly ResolvedUser[],
): Promise<void> {
  for (const { user, known } of excepted) {
    if (known !== null || (await store.count({ user, state: 'all' })) > 0) continue;
    await context.warn(`no session is of user ${quoted(user)}: --except-user leaves nobody out`);
  }
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
