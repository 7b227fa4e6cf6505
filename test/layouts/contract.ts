import { expect, test } from 'vitest';
import type { Entry, JsonObject, SequelizeStore, Session, StoreOptions } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { Kept } from '../helpers/kept.js';
import { expectAgreement, sessionsByUser } from '../helpers/user-agreement.js';
import type { FrameworkTable } from './tables/contract.js';

/** A database with the framework's table in it, empty, and a way in past the tool. */
export interface Place {
  open(options: StoreOptions): Promise<SequelizeStore>;
  query(sql: string): Promise<Record<string, unknown>[]>;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Whole seconds: columns that count in them hold it as it is. */
const start = '2025-03-01T12:00:00.000Z';
const quoted = (text: string): string => `'${text}'`;

/** Payloads with several logins, and with ids in whatever form. */
const severalLogins = [
  { user_id: 5, user: { id: '42' } },
  { userID: '5', userId: 42, user: 'ann' },
  { user_id: 5, passport: { user: 7 }, _auth_user_id: '8', _user_id: '9' },
  { user_id: null, user: { id: 42 } },
  { user: [5], cart: { user_id: 5 } },
  { user: true, user_id: '' },
];

/** What every layout owes to its framework's table, on whatever database. */
export function layoutContract(framework: FrameworkTable, fresh: () => Promise<Place>): void {
  const {
    token = (n: number) => `token-${n}`,
    rowToken = 'application',
    user,
    kept = 0,
  } = framework;
  const opened = async () => {
    const place = await fresh();
    const clock = new TestClock(start);
    const store = await place.open({ ...framework.options, clock });
    return { place, clock, store };
  };
  const payload = async (
    store: SequelizeStore,
    expiry: Date | null,
    key: string,
  ): Promise<Buffer | null> => {
    if (framework.raw !== undefined) return Buffer.from(framework.raw);
    if (framework.data === null) return null;
    const data = framework.data as JsonObject;
    return (await store.encode({ data, expiry, seed: true, token: key })).payload;
  };
  const entry = async (store: SequelizeStore, n: number, expiry: Date | null): Promise<Entry> => ({
    token: token(n),
    data: await payload(store, expiry, token(n)),
    expiry,
    ...(user !== undefined && { user }),
  });
  const commit = async (store: SequelizeStore, n: number, expiry: Date | null) => {
    const { token: key, data, user: whose } = await entry(store, n, expiry);
    await store.commit({
      token: key,
      data,
      expiry,
      ...(whose === undefined ? {} : { user: whose }),
    });
  };

  test('auto finds it by a row of the application, and reads that', async () => {
    const place = await fresh();
    await place.query(framework.row);
    const { layout: given, ...options } = framework.options ?? {};
    const clock = new TestClock(start);
    if (framework.mustBeNamed) {
      const guessed = place.open({ ...options, clock });
      await expect(guessed).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
    }
    const store = await place.open(
      framework.mustBeNamed ? { ...framework.options, clock } : { ...options, clock },
    );
    expect(store.info.layout).toBe(framework.layout);
    const isGuess = given !== undefined && !framework.mustBeNamed && !framework.mustBeNamedEmpty;
    expect(store.info.proof.verdict).toBe(isGuess ? 'plausible' : 'proven');
    const [session, ...rest] = await all(store);
    expect(rest).toEqual([]);
    expect(session).toMatchObject({ token: rowToken, state: 'active', error: null });
    expect(session?.expiry?.getTime()).toBeOneOf([
      Date.parse('2030-01-02T03:04:05.678Z'),
      Date.parse('2030-01-02T03:04:05.000Z'),
      Date.parse('2030-01-02T03:04:06.000Z'),
    ]);
    expect((await store.get(rowToken))?.data).toEqual(session?.data);
    expect(await store.find(rowToken)).toBeInstanceOf(Buffer);
    expect(await store.count({ user: session?.user ?? 'nobody' })).toBe(session?.user ? 1 : 0);
  });

  test('a session goes in, comes out, is replaced and deleted', async () => {
    const { clock, store } = await opened();
    const [soon, late] = [later(clock, hour), later(clock, day)];
    await commit(store, 1, soon);
    const first = await store.get(token(1), { raw: true });
    expect(first).toMatchObject({ token: token(1), expiry: soon, state: 'active', error: null });
    if (user !== undefined) expect(first?.user).toBe(user);
    if (framework.data !== null) expect(first?.data).toMatchObject(framework.data);
    if (framework.data !== null || framework.raw !== undefined)
      expect(await store.find(token(1))).toEqual(first?.raw);
    await commit(store, 1, late);
    expect((await store.get(token(1)))?.expiry).toEqual(late);
    expect(await store.count({ state: 'all' })).toBe(1);
    // Whether the database adds sessions up or we do.
    if (framework.data === null)
      expect(await store.stats({ top: 5 })).toEqual(await store.stats({ top: Infinity }));
    expect(await store.delete(token(1))).toBe(true);
    expect(await store.delete(token(1))).toBe(false);
    expect(await store.find(token(1))).toBeUndefined();
    expect(await store.count()).toBe(0);
  });

  test('whoever a walk over all shows is found, counted and deleted by that name, and nobody else', async () => {
    const { place, clock, store } = await opened();
    await place.query(framework.row);
    const logins = framework.data === null ? [{}] : [...severalLogins, framework.data];
    for (const [n, data] of logins.entries()) {
      const expiry = later(clock, (n % 3 === 0 ? -1 : 1) * hour);
      const bytes =
        framework.raw === undefined && framework.data !== null
          ? (await store.encode({ data, expiry, seed: true, token: token(n + 1) })).payload
          : await payload(store, expiry, token(n + 1));
      await store.commit({
        token: token(n + 1),
        data: bytes,
        expiry,
        ...(user === undefined ? {} : { user }),
      });
    }
    const shown = await sessionsByUser(store);
    if (framework.data !== null && framework.raw === undefined) {
      const { logins: known = ['5', '42'] } = framework;
      expect([...shown.keys()]).toEqual(expect.arrayContaining([...known]));
    }
    await expectAgreement(store, shown, ['5 ', '05', '4', 'true']);
  });

  test('what is not there is not found, in whatever form it is asked for', async () => {
    const { clock, store } = await opened();
    await commit(store, 1, later(clock, hour));
    for (const other of ['1', '01', ' 1', '1abc', "'", '%', 'ä𝄞', '9'.repeat(40), `${token(1)} `]) {
      if (other === token(1)) continue;
      expect(await store.get(other)).toBeUndefined();
      expect(await store.delete(other)).toBe(false);
      expect(await store.deleteMany([other, token(5)])).toMatchObject({ deleted: 0 });
      expect(await store.count({ tokenPrefix: `${other}x` })).toBe(0);
    }
    expect(await store.count({ tokenPrefix: token(1).slice(0, -1) })).toBeLessThanOrEqual(1);
    expect(await store.count({ tokenPrefix: token(1) })).toBe(1);
    expect(await store.count()).toBe(1);
  });

  test('many go in, or none; they are listed, counted and deleted alike', async () => {
    const { clock, store } = await opened();
    const entries: Entry[] = [];
    for (let n = 1; n <= 30; n++) {
      entries.push(await entry(store, n, later(clock, n <= 10 ? -n * hour : n * hour)));
    }
    function* endsBadly() {
      yield* entries;
      throw new Error('the file ends badly');
    }
    await expect(store.import(endsBadly())).rejects.toThrow('the file ends badly');
    expect(await store.count({ state: 'all' })).toBe(0);
    expect(await store.import(entries)).toBe(30);
    expect(await store.count()).toBe(20);
    expect(await store.count({ state: 'expired' })).toBe(10);
    const listed = await all(store, { state: 'all', pageSize: 7 });
    expect(listed.every(({ error }) => error === null)).toBe(true);
    expect(listed.map((s) => s.token).sort()).toEqual(entries.map((e) => e.token).sort());
    const byExpiry = await all(store, { state: 'all', sort: 'expiry', pageSize: 7 });
    expect(byExpiry.map((s) => s.expiry)).toEqual(
      entries.map((e) => e.expiry).sort((a, b) => Number(a) - Number(b)),
    );
    const byToken = await all(store, { sort: 'token', pageSize: 7, decode: false });
    expect(byToken).toHaveLength(20);
    expect(await store.count({ expiresBefore: later(clock, 15 * hour + 1) })).toBe(5);
    expect(await store.deleteMany([token(11), token(12), token(99)])).toMatchObject({ deleted: 2 });
    const whose = listed[0]?.user ?? null;
    expect(await store.count({ user: whose ?? 'nobody' })).toBe(whose === null ? 0 : 18);
    expect(await store.deleteMatching({ user: 'nobody' })).toMatchObject({ deleted: 0 });
    if (whose !== null) {
      // Those two are over where their rows were marked.
      const over = { user: whose, state: 'expired' } as const;
      if (framework.ofProcess)
        await expect(store.deleteMatching(over)).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
      expect(await store.deleteMatching(over, { trustExpiry: true })).toMatchObject({
        deleted: framework.marks ? 12 : 10,
      });
      expect(await store.deleteMatching({ user: whose })).toMatchObject({ deleted: 18 });
      expect(await store.count()).toBe(0);
    }
  });

  test('rows expire and are purged at the very instant, by their framework’s rule', async () => {
    const { clock, store } = await opened();
    for (const fraction of framework.unit === 1 ? [0, 678] : [0, 499, 500]) {
      await clock.advance(fraction - clock.now().getMilliseconds());
      const now = clock.now().getTime();
      const ages = [-1001, -1000, -999, -501, -500, -499, -1, 0, 1, 322, 499, 500, 999, 1000, 1001];
      // Those that the purge before has left are replaced.
      const entries = ages.map((ms, i) => entry(store, i + 1, later(clock, -ms)));
      await store.import(await Promise.all(entries));
      const rows = await all(store, { state: 'all', decode: false });
      const expiries = new Map(rows.map((row) => [row.token, row.expiry?.getTime() ?? NaN]));
      const { unit, alive, purged } = framework;
      ages.forEach((ms, i) => {
        const rounding = (expiries.get(token(i + 1)) ?? NaN) - (now - ms);
        expect(rounding).toBeGreaterThan(-unit);
        expect(rounding).toBeLessThan(unit);
      });
      const tokens = (those: (expiry: number) => boolean): string[] =>
        [...expiries].filter(([, expiry]) => those(expiry)).map(([key]) => key);
      const active = (await all(store)).map((row) => row.token);
      if (alive !== null) expect(active).toEqual(tokens((expiry) => alive(expiry, now)));
      expect(rows.filter(({ state }) => state === 'active').map((row) => row.token)).toEqual(
        active,
      );
      expect(await store.count({ state: 'expired' })).toBe(ages.length - active.length);
      for (const { token: key, state } of rows) {
        expect([key, (await store.find(key)) !== undefined]).toEqual([key, state === 'active']);
      }
      // Where a cleanup deletes what is still alive, that is not followed.
      const dead = tokens((expiry) => purged(expiry, now) && alive?.(expiry, now) !== true);
      const { remaining } = await store.purge({ dryRun: true });
      const { deleted } = await store.purge(fraction === 0 ? { batchSize: 'all' } : {});
      const left = (await all(store, { state: 'all', decode: false })).map((row) => row.token);
      expect([...expiries.keys()].filter((key) => !left.includes(key))).toEqual(dead);
      expect([remaining, deleted]).toEqual([dead.length, dead.length]);
    }
  });

  test('a purge takes the dead alone, one by one, in batches or all at once', async () => {
    const { clock, store } = await opened();
    const entries: Entry[] = [];
    for (let n = 1; n <= 40; n++) {
      entries.push(
        await entry(store, n, later(clock, n <= 25 ? -n * hour - kept : (n - 20) * minute)),
      );
    }
    for (const options of [
      { batchSize: 4, pause: 0 },
      { batchSize: 'all' },
      {},
      { limit: 25 },
    ] as const) {
      await store.import(entries);
      expect((await store.purge({ dryRun: true })).remaining).toBe(25);
      expect((await store.purge(options)).deleted).toBe(25);
      expect(await store.count({ state: 'all' })).toBe(15);
    }
    expect(await store.count()).toBe(15);
  });

  if (framework.null !== undefined) {
    test('NULL for an expiry says what it says to the framework, and is never purged', async () => {
      const { clock, store } = await opened();
      await commit(store, 1, null);
      await commit(store, 2, later(clock, -hour - kept));
      const state = framework.null === 'alive' ? 'active' : 'expired';
      expect(await store.get(token(1))).toMatchObject({ expiry: null, state, error: null });
      expect(await store.count({ state })).toBe(state === 'active' ? 1 : 2);
      expect((await store.purge()).deleted).toBe(1);
      expect(await store.count({ state: 'all' })).toBe(1);
      const sorted = await all(store, { state: 'all', sort: 'expiry' });
      expect(sorted.map((s) => s.expiry)).toEqual([null]);
    });
  }

  const { marks } = framework;
  if (marks !== undefined) {
    test('a deletion marks rows as its own logout does, and changes nothing else', async () => {
      const { place, clock, store } = await opened();
      await place.query(framework.row);
      for (let n = 1; n <= 12; n++)
        await commit(store, n, later(clock, (n % 4 === 0 ? -1 : n) * hour));
      expect(store.info.logout).toBe('marks');
      const key = store.info.columns.token;
      const select = `SELECT * FROM ${framework.table}`;
      const rows = async (where = ''): Promise<Map<unknown, Record<string, unknown>>> =>
        new Map((await place.query(`${select} ${where}`)).map((row) => [row[key], row]));
      const before = await rows();
      const live = `WHERE ${marks.live}`;
      const tokens = [...before.keys()].map(String).sort();

      const taken = async (name: string, those: readonly string[]): Promise<void> => {
        const now = await rows();
        const isMarked = (token: unknown): boolean => those.includes(String(token));
        expect([name, [...(await rows(live)).keys()].map(String).sort()]).toEqual([
          name,
          tokens.filter((token) => !isMarked(token)),
        ]);
        for (const [token, row] of before) {
          const { [marks.column]: was, ...others } = row;
          const { [marks.column]: is, ...same } = now.get(token) ?? {};
          expect([token, same]).toEqual([token, others]);
          if (!isMarked(token)) expect([token, is]).toEqual([token, was]);
        }
        for (const token of those)
          expect([token, (await store.get(token))?.state]).toEqual([token, 'expired']);
      };
      const putBack = async (kept: Kept): Promise<void> => {
        if (kept.lines.length > 0) await store.import(kept.entries());
        else await place.query(`UPDATE ${framework.table} SET ${marks.unmarked}`);
        expect(await rows()).toEqual(before);
      };

      for (let round = 1; round <= 6; round++) {
        const chosen = tokens.filter((_, i) => (i * 7 + round * 3) % 5 < 2);
        const kept = new Kept();
        const keep = round % 2 === 0 ? { keep: kept } : {};
        const all = { matched: chosen.length, deleted: chosen.length, renewed: 0 };
        expect(await store.deleteMany([...chosen, 'none'], keep)).toEqual(all);
        expect(kept.lines).toHaveLength(round % 2 === 0 ? chosen.length : 0);
        await taken(`by token, round ${round}`, chosen);
        expect(await store.deleteMany(chosen, keep)).toMatchObject({ matched: 0, deleted: 0 });
        await putBack(kept);
      }

      const late = [token(10), token(11), rowToken].sort();
      for (const keep of [undefined, new Kept()]) {
        const filter = { expiresAfter: later(clock, 9.5 * hour) };
        expect(await store.count(filter)).toBe(late.length);
        expect(await store.deleteMatching(filter, keep && { keep })).toEqual({
          matched: late.length,
          deleted: late.length,
          renewed: 0,
        });
        await taken('by a filter', late);
        expect(await store.deleteMatching(filter)).toMatchObject({ matched: 0 });
        await putBack(keep ?? new Kept());
      }
      const over = { state: 'unmarked', expiresBefore: clock.now() } as const;
      expect(await store.deleteMatching(over)).toMatchObject({ matched: 3, deleted: 3 });
      await taken('what is over', [token(4), token(8), token(12)].sort());
      await putBack(new Kept());
      if (user !== undefined) {
        const kept = new Kept();
        const options = { user, except: token(2), keep: kept };
        const theirs = tokens.filter((one) => one !== token(2));
        expect((await store.lockout({ ...options, dryRun: true })).matched).toBe(theirs.length);
        await taken('looked at', []);
        expect(await store.lockout(options)).toMatchObject({ deleted: theirs.length });
        await taken('locked out', theirs);
        expect(await store.lockout(options)).toMatchObject({ matched: 0, deleted: 0 });
        await putBack(kept);
      }

      // What is over goes for good, and so does all.
      await store.delete(token(1));
      expect(await store.count({ state: 'expired' })).toBe(4);
      expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: 4 });
      expect([...(await rows()).keys()]).toHaveLength(9);
      await store.delete(token(2));
      expect(await store.deleteAll()).toMatchObject({ matched: 9, deleted: 9 });
      expect(await rows()).toEqual(new Map());
    });
  }

  test('replacing a row leaves what is not ours', async () => {
    const { others } = framework;
    const { place, clock, store } = await opened();
    await commit(store, 1, later(clock, hour));
    if (others === undefined) return;
    await place.query(others.set + quoted(token(1)));
    const before = await place.query(others.get + quoted(token(1)));
    expect(before[0]?.['others']).toBeTruthy();
    await commit(store, 1, later(clock, 2 * hour));
    expect(await place.query(others.get + quoted(token(1)))).toEqual(before);
    await store.import([await entry(store, 1, later(clock, 3 * hour))]);
    expect(await place.query(others.get + quoted(token(1)))).toEqual(before);
  });

  test('a row has the form of the application’s own', async () => {
    const { place, clock } = await opened();
    await place.query(framework.row);
    const again = await place.open({ ...framework.options, clock });
    await commit(again, 1, later(clock, hour));
    await again.import([await entry(again, 2, later(clock, hour))]);
    const [mine, theirs] = [await again.get(token(1)), await again.get(rowToken)];
    expect(mine?.codec).toBe(theirs?.codec);
    if (framework.on !== 'sqlite' || framework.types === undefined) return;
    const types = Object.keys(framework.types).map((name) => `typeof("${name}") AS "${name}"`);
    const rows = await place.query(`SELECT DISTINCT ${types.join(', ')} FROM ${framework.table}`);
    expect(rows).toEqual([framework.types]);
  });
}

async function all(
  store: SequelizeStore,
  options: Parameters<SequelizeStore['sessions']>[0] = {},
): Promise<Session[]> {
  const sessions: Session[] = [];
  for await (const session of store.sessions(options)) sessions.push(session);
  return sessions;
}
