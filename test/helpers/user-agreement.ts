import { expect } from 'vitest';
import type { SequelizeStore } from '../../src/index.js';

/** The tokens of everybody's sessions, as a walk over all of them shows it. */
export async function sessionsByUser(store: SequelizeStore): Promise<Map<string, string[]>> {
  const shown = new Map<string, string[]>();
  for await (const { token, users } of store.sessions({ state: 'all', sort: 'token' })) {
    for (const user of users) shown.set(user, [...(shown.get(user) ?? []), token]);
  }
  return shown;
}

/**
 * Finding, counting and deleting by user agree with what was shown, for everybody in `shown` and for
 * `others`. Deletes all that it can.
 */
export async function expectAgreement(
  store: SequelizeStore,
  shown: Map<string, string[]>,
  others: readonly string[],
): Promise<void> {
  const names = new Set([...shown.keys(), ...others, '', 'nobody']);
  for (const user of names) {
    const tokens = [...(shown.get(user) ?? [])].sort();
    const filter = { user, state: 'all' } as const;
    expect([user, await store.count(filter)]).toEqual([user, tokens.length]);
    if (tokens.length === 0) continue;
    const form = { decode: false, typed: tokens.length % 2 === 0 };
    expect([user, await tokensOf(store, { ...filter, ...form })]).toEqual([user, tokens]);
  }
  const [one = 'nobody', two = 'nobody'] = shown.keys();
  const either = new Set([...(shown.get(one) ?? []), ...(shown.get(two) ?? [])]);
  const both = { user: [one, two], state: 'all' } as const;
  expect(await tokensOf(store, both)).toEqual([...either].sort());
  expect(await store.count(both)).toBe(either.size);

  await expectParts(store, [one, two]);

  const left = new Set(await tokensOf(store, { state: 'all', decode: false }));
  const active = await tokensOf(store, { decode: false });
  for (const [user, tokens] of shown) {
    const gone = tokens.filter((token) => left.delete(token));
    expect([user, await store.deleteMatching({ user, state: 'all' })]).toEqual([
      user,
      { matched: gone.length, deleted: gone.length, renewed: 0 },
    ]);
  }
  expect(await tokensOf(store, { decode: false })).toEqual(active.filter((t) => left.has(t)));
  // Some frameworks keep the row of a session that was ended, and mark it.
  if (store.info.columns.revoked !== null) return;
  expect(await tokensOf(store, { state: 'all', decode: false })).toEqual([...left].sort());
}

/** Anonymous sessions and those of somebody part the table, but for what nobody can tell. */
async function expectParts(store: SequelizeStore, except: readonly string[]): Promise<void> {
  const parts = { nobody: [] as string[], somebody: [] as string[], others: [] as string[] };
  for await (const { token, anonymous, users, data, error, size } of store.sessions({
    state: 'all',
  })) {
    const isRead = error === null || data !== null || size === 0;
    if (anonymous) parts.nobody.push(token);
    else if (users.length > 0 && !isGuest(store, users)) parts.somebody.push(token);
    else expect(isRead).toBe(false);
    if (isRead && !users.some((user) => except.includes(user))) parts.others.push(token);
  }
  for (const [filter, tokens] of [
    [{ anonymous: true }, parts.nobody],
    [{ anonymous: false }, parts.somebody],
    [{ exceptUser: except }, parts.others],
  ] as const) {
    const all = { ...filter, state: 'all' } as const;
    expect([filter, await tokensOf(store, all)]).toEqual([filter, tokens.sort()]);
    expect([filter, await store.count(all)]).toEqual([filter, tokens.length]);
  }
}

/** In a table that no framework made, 0 is nobody. */
const isGuest = ({ info }: SequelizeStore, users: readonly string[]): boolean =>
  info.layout === 'custom' && users.every((user) => user === '0');

async function tokensOf(
  store: SequelizeStore,
  options: Parameters<SequelizeStore['sessions']>[0],
): Promise<string[]> {
  const found: string[] = [];
  for await (const { token } of store.sessions(options)) found.push(token);
  return found.sort();
}
