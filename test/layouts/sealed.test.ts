import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session, type StoreOptions } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';
import { expectAgreement, sessionsByUser } from '../helpers/user-agreement.js';
import { sealedTables, type SealedTable } from './tables/sealed.js';

const ages = [-90_000, -1001, -1000, -999, -1, 0, 1, 499, 500, 999, 1000, 1001, 90_000, 1e9];

describeDatabases(
  (database) => {
    const ours = sealedTables.filter(({ on }) => on === database.dialect);

    const dropAfter = (name: string): void => {
      onTestFinished(async () => {
        await database.query(`DROP TABLE IF EXISTS ${name}`);
      });
    };
    const settingsMade = async ({ with: settings = [] }: SealedTable): Promise<void> => {
      for (const sql of settings) {
        const name = /CREATE TABLE (\w+)/.exec(sql)?.[1];
        if (name !== undefined && database.dialect !== 'sqlite') dropAfter(name);
        await database.query(sql);
      }
    };

    describe.each(ours.map((table) => [table.variant ?? table.layout, table] as const))(
      '%s',
      (_, framework) => {
        const { token, insert, alive, purged, table, unit, ends } = framework;
        const clock = new TestClock('2025-03-01T12:00:00.500Z');
        const now = clock.now().getTime();
        const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
          const all = { clock, cleanupInterval: 0, create: false, ...options };
          const store = await SequelizeStore.open(database.url(), all);
          onTestFinished(() => store.close());
          return store;
        };
        const made = async (): Promise<void> => {
          await settingsMade(framework);
          if (database.dialect !== 'sqlite') dropAfter(table);
          for (const sql of framework.create) await database.query(sql);
          for (const [i, ms] of ages.entries()) await database.query(insert(i + 1, now + ms, 5));
        };
        const all = async (store: SequelizeStore): Promise<Session[]> => {
          const sessions: Session[] = [];
          for await (const one of store.sessions({ state: 'all', sort: 'token' }))
            sessions.push(one);
          return sessions;
        };

        it('is found and proven by its rows, and read', async () => {
          await made();
          const store = await open();
          expect(store.info).toMatchObject({ layout: framework.layout, table });
          expect(store.info.proof.verdict).toBe('proven');
          const [first] = await all(store);
          expect(first).toMatchObject({ token: token(1), error: null, ...framework.session });
          expect((await store.get(token(ages.length)))?.token).toBe(token(ages.length));
          const shown = await sessionsByUser(store);
          await expectAgreement(store, shown, ['05', '5 ', 'nobody']);
        });

        it('runs out and is purged at its own edge, and goes by token and user', async () => {
          await made();
          const store = await open();
          const rows = await all(store);
          expect(rows.map((row) => row.expiry === null)).toEqual(ages.map(() => !ends));
          const ended = rows.map(({ expiry }, i) => expiry?.getTime() ?? now + (ages[i] ?? 0));
          ended.forEach((end, i) => {
            expect(Math.abs(end - now - (ages[i] ?? 0))).toBeLessThan(unit);
          });
          if (alive !== null) {
            const states = ended.map((end) => (alive(end, now) ? 'active' : 'expired'));
            expect(rows.map(({ state }) => state)).toEqual(states);
          }
          const dead = rows.filter((_row, i) => purged(ended[i] ?? NaN, now));
          expect((await store.purge({ dryRun: true })).remaining).toBe(dead.length);
          expect((await store.purge()).deleted).toBe(dead.length);
          expect(await store.delete(token(ages.length))).toBe(true);
          const whose = rows.at(-1)?.user ?? '';
          const left = ages.length - dead.length - 1;
          expect(await store.deleteMatching({ user: whose, state: 'all' })).toMatchObject({
            deleted: left,
          });
          expect(await store.count({ state: 'all' })).toBe(0);
        });

        it('takes no session, and says why', async () => {
          await made();
          const store = await open();
          const why = 'no session is added';
          await expect(store.login({ cookie: false })).rejects.toThrow(why);
          const entry = { token: token(99), data: null, expiry: later(clock, 1000) };
          await expect(store.import([entry])).rejects.toThrow(why);
          expect(await store.count({ state: 'all' })).toBe(ages.length);
        });
      },
    );

    const moodle = ours.find(({ layout }) => layout === 'moodle');
    describe.skipIf(moodle === undefined)('a lifetime that is a setting of the site', () => {
      const clock = new TestClock('2025-03-01T12:00:00Z');
      const hour = 3_600_000;
      const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
        const all = { clock, cleanupInterval: 0, create: false, ...options };
        const store = await SequelizeStore.open(database.url(), all);
        onTestFinished(() => store.close());
        return store;
      };
      /** Sessions that were used so many hours ago, each second one by a guest. */
      const used = async (...hours: number[]): Promise<void> => {
        if (moodle === undefined) return;
        await settingsMade(moodle);
        dropAfter(moodle.table);
        for (const sql of moodle.create) await database.query(sql);
        for (const [i, ago] of hours.entries()) {
          const end = clock.now().getTime() + (8 - ago) * hour;
          await database.query(moodle.insert(2 * i + 2, end, 5));
          await database.query(moodle.insert(2 * i + 3, end, 1));
        }
      };
      const purged = async (options: StoreOptions = {}): Promise<number> =>
        (await (await open(options)).purge({ dryRun: true })).remaining ?? NaN;

      it('is read from its table, in which guests have five times that', async () => {
        await used(7, 9, 23, 25, 39, 41, 119, 121);
        expect(await purged()).toBe(7 + 3);
        await database.query("UPDATE mdl_config SET value = '86400'");
        expect(await purged()).toBe(5 + 1);
        expect(await purged({ lifetime: 120 * hour })).toBe(1);
        await database.query("UPDATE mdl_config SET value = '7200'");
        expect(await purged()).toBe(8 + 6);
      });

      it.each([
        "UPDATE mdl_config SET value = 'soon'",
        'DELETE FROM mdl_config',
        'DROP TABLE mdl_config',
      ])('that cannot be read lets nothing be purged unasked: %s', async (sql) => {
        await used(1, 9);
        await database.query(sql);
        const store = await open();
        expect(await store.count()).toBe(3);
        await expect(store.purge()).rejects.toMatchObject({
          code: 'LAYOUT_UNKNOWN',
          message: expect.stringContaining('sessiontimeout in mdl_config') as string,
          options: ['lifetime', 'trustExpiry'],
        });
        expect(await store.count({ state: 'all' })).toBe(4);
        expect(await purged({ lifetime: 24 * hour })).toBe(0);
        expect((await store.purge({ trustExpiry: true })).deleted).toBe(1);
      });
    });
  },
  ['PostgreSQL'],
);
