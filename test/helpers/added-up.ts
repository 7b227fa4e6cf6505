import { expect } from 'vitest';
import { SequelizeStore, type Session, type StoreOptions } from '../../src/index.js';

/**
 * Whether the numbers of a table are what its sessions add up to, one by one, as a list has them, and
 * those of its groups too.
 */
export async function expectAgreement(database: string, options: StoreOptions = {}): Promise<void> {
  await using store = await SequelizeStore.open(database, { ...options, readOnly: true });
  const sessions: Session[] = [];
  for await (const session of store.sessions({ state: 'all', device: true }))
    sessions.push(session);
  const { info } = store;
  const tellsUsers = info.codec !== null || info.columns.user !== null;
  const users = groupsIn(sessions, ({ users: all }) => all);
  const { storage, created, expires, topUsers, ips, devices, ...numbers } = await store.stats({
    top: Infinity,
  });
  expect(numbers).toEqual({
    active: sessions.filter(({ state }) => state === 'active').length,
    expired: sessions.filter(({ state }) => state === 'expired').length,
    anonymous: tellsUsers ? sessions.filter(({ anonymous }) => anonymous).length : null,
    users: tellsUsers ? users.size : null,
    neverExpire: sessions.filter(
      ({ state, expiry, expiryUnreadable }) =>
        state === 'active' && expiry === null && !expiryUnreadable,
    ).length,
    unreadable: sessions.filter(({ error }) => error !== null).length,
    payloadBytes: info.codec === null ? null : sum(sessions.map(({ size }) => size)),
    different: {
      ips: info.facts.ip && groupsIn(sessions, ({ ip }) => one(ip)).size,
      devices: info.facts.agent && groupsIn(sessions, ({ device }) => one(device)).size,
    },
  });
  expect(topUsers).toEqual(
    tellsUsers
      ? inOrder(users).map(([user, theirs]) => ({
          user,
          name: null,
          sessions: theirs.length,
          lastSeen: lastOf(theirs),
        }))
      : null,
  );
  expect(ips).toEqual(
    info.facts.ip &&
      inOrder(groupsIn(sessions, ({ ip }) => one(ip))).map(([ip, theirs]) => ({
        ip,
        sessions: theirs.length,
        users: tellsUsers ? groupsIn(theirs, ({ users: all }) => all).size : null,
      })),
  );
  expect(devices).toEqual(
    info.facts.agent &&
      inOrder(groupsIn(sessions, ({ device }) => one(device))).map(([device, theirs]) => ({
        device,
        sessions: theirs.length,
      })),
  );
  const times = { created, expires };
  for (const [name, told] of [
    ['created', info.facts.created],
    ['expires', info.columns.expiry],
  ] as const) {
    const instants = sessions.flatMap(({ created: made, expiry }) =>
      one(name === 'created' ? made : expiry),
    );
    expect(times[name]).toEqual(
      told &&
        times[name]?.map(({ from, until }) => ({
          from,
          until,
          sessions: instants.filter((at) => at >= from && at < until).length,
        })),
    );
    expect(sum((times[name] ?? []).map((stretch) => stretch.sessions))).toBe(
      told === null ? 0 : instants.length,
    );
  }
  expect(Object.keys(storage)).toEqual(['bytes', 'rows', 'deadRows', 'lastVacuum', 'expiryIndex']);
  const byState = await store.groups('state', { sort: 'key' });
  expect(byState.groups.map(({ key, sessions: n }) => [key, n])).toEqual(
    [...groupsIn(sessions, ({ state }) => [state])].map(([key, all]) => [key, all.length]).sort(),
  );
  if (tellsUsers) {
    const byUser = await store.groups('user');
    expect(new Map(byUser.groups.map((group) => [group.key, group.sessions]))).toEqual(
      new Map<string | null, number>([
        ...[...users].map(([user, theirs]) => [user, theirs.length] as const),
        ...nobody(sessions),
      ]),
    );
  }
}

/** Those of whom nobody is known, where there are any. */
function nobody(sessions: readonly Session[]): [null, number][] {
  const n = sessions.filter(({ users }) => users.length === 0).length;
  return n === 0 ? [] : [[null, n]];
}

const one = <Value>(value: Value | null): Value[] => (value === null ? [] : [value]);
const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);

function groupsIn(
  sessions: readonly Session[],
  keysOf: (session: Session) => readonly string[],
): Map<string, Session[]> {
  const groups = new Map<string, Session[]>();
  for (const session of sessions) {
    for (const key of keysOf(session)) groups.set(key, [...(groups.get(key) ?? []), session]);
  }
  return groups;
}

const inOrder = (groups: Map<string, Session[]>): [string, Session[]][] =>
  [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));

function lastOf(sessions: readonly Session[]): Date | null {
  const seen = sessions.flatMap(({ lastSeen }) => one(lastSeen?.getTime() ?? null));
  return seen.length === 0 ? null : new Date(Math.max(...seen));
}
