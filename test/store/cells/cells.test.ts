import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  SequelizeStore,
  type Json,
  type Keep,
  type Session,
  type StoreOptions,
} from '../../../src/index.js';
import { later, TestClock } from '../../helpers/clock.js';
import { describeDatabases } from '../../helpers/databases.js';
import { eachServer, engineOf } from '../../helpers/servers.js';
import {
  loggedIn,
  makeWordPress,
  serialized,
  verifier,
  withCellHeld,
  type WordPress,
} from '../../helpers/wordpress.js';

const minute = 60_000;

describeDatabases(
  (database) => {
    let site: WordPress;
    const clock = new TestClock('2025-03-01T12:00:00.000Z');
    const [soon, past] = [later(clock, minute), later(clock, -minute)];
    const session = (expiration: Date, more: Record<string, Json> = {}) =>
      loggedIn(expiration, later(clock, -2 * minute), more);
    const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(database.url(), { clock, ...options });
      onTestFinished(() => store.close());
      return store;
    };
    const all = async (
      store: SequelizeStore,
      options: Parameters<SequelizeStore['sessions']>[0] = { state: 'all' },
    ): Promise<Session[]> => {
      const sessions: Session[] = [];
      for await (const one of store.sessions(options)) sessions.push(one);
      return sessions;
    };
    const tokens = async (...given: Parameters<typeof all>): Promise<string> =>
      (await all(...given)).map(({ token }) => token.charAt(0)).join('');

    beforeEach(async () => {
      site = await makeWordPress(database);
      await site.cell(1, {
        [verifier('a')]: session(soon, { ua: 'Opera “é” 𝄞' }),
        [verifier('b')]: session(past),
        [verifier('c')]: session(soon),
      });
      await site.cell(2, { [verifier('d')]: Math.floor(soon.getTime() / 1000) });
      await site.cell(3, { [verifier('e')]: session(past) });
    });

    it('opens each cell into its sessions', async () => {
      const store = await open();
      expect(store.info).toMatchObject({ layout: 'wordpress', table: 'wp_usermeta' });
      expect(store.info.proof.verdict).toBe('proven');
      const [a, b, , d] = await all(store, {
        state: 'all',
        sort: 'token',
        raw: true,
        device: true,
      });
      expect(a).toMatchObject({
        token: verifier('a'),
        user: '1',
        users: ['1'],
        state: 'active',
        expiry: soon,
        created: later(clock, -2 * minute),
        ip: '203.0.113.9',
        agent: 'Opera “é” 𝄞',
        error: null,
      });
      expect(a?.raw?.toString()).toBe(serialized(session(soon, { ua: 'Opera “é” 𝄞' })));
      expect(b).toMatchObject({ state: 'expired', device: 'Firefox on Linux' });
      expect(d).toMatchObject({ user: '2', expiry: soon, created: null, ip: null, error: null });
      expect(await store.get(verifier('a'), { raw: true })).toMatchObject({ raw: a?.raw });
      expect(await store.get(verifier('f'))).toBeUndefined();
      expect(await store.find(verifier('b'))).toBeUndefined();
      expect((await store.all()).size).toBe(3);
    });

    it('counts, narrows and sorts them', async () => {
      const store = await open();
      const counts = [
        await store.count(),
        await store.count({ state: 'all' }),
        await store.count({ state: 'expired' }),
        await store.count({ user: '1' }),
        await store.count({ user: ['1', '3'], state: 'all' }),
        await store.count({ tokenPrefix: 'aa', state: 'all' }),
        await store.count({ expiresBefore: soon, state: 'all' }),
        await store.count({ expiresAfter: past, state: 'all' }),
        await store.count({ where: [{ path: 'data.ip', op: '=', value: '203.0.113.9' }] }),
        await store.count({ where: [{ path: 'user', op: '!=', value: '1' }], state: 'all' }),
      ];
      expect(counts).toEqual([3, 5, 2, 2, 4, 1, 2, 3, 2, 2]);
      expect(await tokens(store, { state: 'all', sort: 'token' })).toBe('abcde');
      expect(await tokens(store, { state: 'all', sort: 'expiry' })).toBe('beacd');
      expect(await tokens(store, { state: 'all', sort: 'created', limit: 4 })).toBe('abce');
      expect(await tokens(store, { state: 'all', limit: 2 })).toBe('ab');
      await expect(all(store, { sort: 'lastSeen' })).rejects.toThrow('does not tell lastSeen');
    });

    it('takes a session out, byte for byte but for what went, and the row with the last one', async () => {
      const store = await open();
      const [before = ''] = await site.cells(1);
      expect(await store.delete(verifier('b'))).toBe(true);
      expect(await store.delete(verifier('b'))).toBe(false);
      const gone = serialized({ [verifier('b')]: session(past) }).slice(5, -1);
      expect(await site.cells(1)).toEqual([before.replace('a:3:{', 'a:2:{').replace(gone, '')]);
      expect(await store.deleteMany([verifier('d'), verifier('f'), verifier('a')])).toEqual({
        matched: 2,
        deleted: 2,
        renewed: 0,
      });
      expect(await site.cells(2)).toEqual([]);
      expect(await tokens(store)).toBe('ce');
    });

    it('takes out the sessions of those who are called so, and no others', async () => {
      const store = await open();
      const named = { path: 'name', op: '=', value: 'ann@example.test' } as const;
      expect(await store.deleteMatching({ where: [named] })).toMatchObject({ deleted: 2 });
      expect(await tokens(store)).toBe('bde');
      const nobody = { ...named, value: 'zoe@example.test' };
      expect(await store.deleteMatching({ where: [nobody], state: 'all' })).toMatchObject({
        matched: 0,
      });
      const blind = await open({ people: false });
      await expect(blind.deleteMatching({ where: [named], state: 'all' })).rejects.toThrow(
        'no names of users are known',
      );
      expect(await tokens(store)).toBe('bde');
    });

    it('takes out what a filter lets pass, and everything', async () => {
      const store = await open();
      expect(await store.deleteMatching({ user: '1', state: 'expired' })).toMatchObject({
        matched: 1,
        deleted: 1,
      });
      expect(await tokens(store)).toBe('acde');
      const conditions = [{ path: 'agent', op: '~', value: 'Firefox' } as const];
      expect(await store.deleteMatching({ where: conditions, state: 'all' })).toMatchObject({
        deleted: 2,
      });
      expect(await tokens(store)).toBe('ad');
      expect(await store.deleteAll()).toEqual({ matched: 2, deleted: 2, renewed: 0 });
      const rest = await database.query('SELECT meta_key FROM wp_usermeta');
      expect(rest).toHaveLength(6);
    });

    it('purges the dead by WordPress’ own edge, within a limit', async () => {
      const store = await open();
      await site.cell(2, { [verifier('f')]: session(clock.now()), [verifier('g')]: session(past) });
      expect(await store.purge({ dryRun: true })).toMatchObject({ remaining: 3, deleted: 0 });
      expect(await store.survey(clock.now())).toMatchObject({
        count: 3,
        oldest: past,
        newest: past,
      });
      expect(await store.purge({ limit: 1 })).toMatchObject({ deleted: 1, remaining: 2 });
      const progress: number[] = [];
      const onBatch = ({ rows }: { rows: number }): number => progress.push(rows);
      expect(await store.purge({ batchSize: 1, onBatch })).toMatchObject({
        deleted: 2,
        remaining: 0,
        left: null,
      });
      expect(progress).toEqual([1, 1]);
      expect(await tokens(store)).toBe('acdf');
      expect(await site.cells(3)).toEqual([]);
    });

    it.for([false, true])(
      'purges around a cell that others have in hand (saved: %s)',
      async (isSaved, { skip }) => {
        skip(database.dialect === 'sqlite', 'a writer has the whole file');
        const store = await open();
        const saved: string[] = [];
        const keep: Keep = {
          save: (some) => Promise.resolve(void saved.push(...some.map(({ token }) => token))),
          settle: () => Promise.resolve(),
        };
        const options = isSaved ? { keep } : {};
        const around = await withCellHeld(database, 1, () => store.purge(options));
        expect(around).toMatchObject({ deleted: 1, remaining: 1, left: { passedOver: 1 } });
        expect(saved).toEqual(isSaved ? [verifier('e')] : []);
        expect(await store.purge(options)).toMatchObject({ deleted: 1, remaining: 0 });
        expect(await tokens(store)).toBe('acd');
      },
    );

    it('keeps a cell that cannot be read whole, and says so', async () => {
      const store = await open();
      const damaged = [
        serialized({ [verifier('x')]: session(past) }).slice(0, -1),
        `${serialized({ [verifier('x')]: session(past) })} `,
        'a:999999999:{',
        'a:1:{i:0;'.repeat(50_000),
        'O:8:"stdClass":0:{}',
        `a:2:{s:1:"x";a:1:{s:10:"expiration";i:1;}s:1:"y";R:2;}`,
        'b:0;',
        'nonsense',
      ];
      for (const cell of damaged) await site.cell(3, cell);
      const shown = (await all(store, { user: '3', state: 'all' })).slice(1);
      expect(shown).toHaveLength(damaged.length);
      for (const one of shown) {
        expect(one).toMatchObject({ token: '', state: 'active', data: null });
        expect(one.error).toMatch(/^its cell cannot be read whole, and is left as it is: /);
      }
      expect(await store.purge()).toMatchObject({ deleted: 2, remaining: 0 });
      const result = await store.deleteMatching({ user: '3', state: 'all' });
      expect(result).toMatchObject({ matched: damaged.length, deleted: 0, renewed: 0 });
      expect(result.refused?.message).toContain('cannot be read whole');
      expect(await site.cells(3)).toEqual(damaged);
    });

    it('reads an empty cell, odd entries and a megabyte of them', async () => {
      const store = await open();
      await store.deleteAll();
      await site.cell(3, '');
      await site.cell(3, {});
      const odd = { a: {}, b: 'x', c: { expiration: '12' }, d: { expiration: [] }, e: 1e300 };
      await site.cell(3, odd);
      const read = await all(store, { state: 'all', sort: 'token' });
      expect(read.map(({ state, expiryUnreadable }) => [state, expiryUnreadable])).toEqual([
        ['active', true],
        ['active', true],
        ['expired', false],
        ['active', true],
        ['active', true],
      ]);
      expect(await store.purge()).toMatchObject({ deleted: 1 });
      const many = Object.fromEntries(
        Array.from({ length: 20_000 }, (_, n) => [`k${n}`, n % 2 === 0 ? 1 : 4e9]),
      );
      await site.cell(2, many);
      expect(await store.count({ state: 'expired' })).toBe(10_000);
      expect(await store.purge()).toMatchObject({ deleted: 10_000, remaining: 0 });
      expect(await store.count()).toBe(10_004);
    });

    it('loses nothing of two deletions and a login that meet in one cell', async () => {
      const more = { [verifier('h')]: session(soon) };
      const asked = [deferred(), deferred()];
      const stores = await Promise.all(
        asked.map(({ resolve }) =>
          open({ onSql: (sql) => (/FOR UPDATE|IMMEDIATE/.test(sql) ? resolve() : undefined) }),
        ),
      );
      const deleted = await withCellHeld(database, 1, async (cell, write) => {
        const deletions = stores.map((store, i) => store.delete(verifier('ac'.charAt(i))));
        await Promise.all(asked.map(({ promise }) => promise));
        const added = serialized(more).slice(5, -1);
        await write(`${cell.replace('a:3:{', 'a:4:{').slice(0, -1)}${added}}`);
        return deletions;
      });
      expect(await Promise.all(deleted)).toEqual([true, true]);
      expect(await site.cells(1)).toEqual([
        serialized({ [verifier('b')]: session(past), ...more }),
      ]);
    });

    it('adds no session, and says why', async () => {
      const store = await open();
      const entry = { token: verifier('n'), data: Buffer.from('i:4000000000;'), expiry: soon };
      const why = 'signed with the site’s keys';
      await expect(store.commit(entry)).rejects.toThrow(why);
      await expect(store.import([entry])).rejects.toThrow(why);
      await expect(store.login({ user: '1', cookie: false })).rejects.toThrow(why);
      expect(await tokens(store)).toBe('abcde');
    });

    describe('of several sites', () => {
      it('asks which one', async () => {
        await makeWordPress(database, 'blog_');
        await expect(open()).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
        const store = await open({ table: 'blog_usermeta' });
        expect(await store.count({ state: 'all' })).toBe(0);
        await database.query('DROP TABLE blog_usermeta');
        await database.query('DROP TABLE blog_users');
      });
    });
  },
  eachServer.filter((name) => engineOf(name) === 'mysql'),
);

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
