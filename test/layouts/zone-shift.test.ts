import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { zoneShift } from '../../src/layouts/zone-shift.js';
import { TestClock } from '../helpers/clock.js';
import { failing } from '../helpers/failing.js';
import { describeServer, type ServerName } from '../helpers/servers.js';

const hour = 3_600_000;
const now = new Date('2026-07-01T12:00:00.000Z');

const witness = (behindMs: number, lifeMs = 5 * hour) => {
  const payload = new Date(now.getTime() + lifeMs);
  return { payload, column: new Date(payload.getTime() - behindMs) };
};

describe('the zone that payloads tell', () => {
  it.each([
    ['none, without witnesses', [], null],
    ['none, where column and payload agree', [witness(0), witness(0)], null],
    ['none, where the column was rounded', [witness(1), witness(-1)], null],
    ['five hours west', [witness(5 * hour), witness(5 * hour + 1)], -300],
    ['half hours too', [witness(3.5 * hour)], -210],
    ['the nearer one across summer time', [witness(5 * hour), witness(4 * hour)], -240],
    ['none, where one session was idle', [witness(5 * hour), witness(5 * hour - 7531)], null],
    ['none, where one session agrees', [witness(5 * hour), witness(0)], null],
    ['none, for an offset that no zone has', [witness(4.25 * hour)], null],
    ['none, for a lifetime of days', [witness(23.5 * hour), witness(24 * hour)], null],
    ['none, east of UTC, where nobody loses a session', [witness(-5 * hour)], null],
  ])('%s', (_name, witnesses, expected) => {
    expect(zoneShift(witnesses)).toBe(expected);
  });
});

/** The table, and how a writer puts a local literal into it. */
const tables = {
  MySQL: 'token varchar(43) PRIMARY KEY, data longblob, expiry datetime(3)',
  MariaDB: 'token char(43) PRIMARY KEY, data blob NOT NULL, expiry timestamp(6) NOT NULL',
  PostgreSQL: 'token text PRIMARY KEY, data bytea NOT NULL, expiry timestamp NOT NULL',
} satisfies Record<ServerName, string>;

for (const name of ['MySQL', 'MariaDB', 'PostgreSQL'] as const) {
  describeServer(name, (scratch) => {
    /** Sessions as SCS writes them, their column in local time so many hours from UTC. */
    const fill = async (offsetHours: number, idleMs: readonly number[] = [0, 0, 0]) => {
      await scratch.query('DROP TABLE IF EXISTS sessions');
      await scratch.query(`CREATE TABLE sessions (${tables[name]})`);
      const store = await SequelizeStore.open(scratch.url(), {
        cleanupInterval: 0,
        codec: 'gob',
        clock: new TestClock(now),
      });
      onTestFinished(() => store.close());
      for (const [i, idle] of idleMs.entries()) {
        // All of them are alive for an hour or so; one has been dead for days.
        const end = new Date(now.getTime() + hour + i * 777);
        const { payload } = await store.encode({ data: { user: i }, expiry: end });
        const written = new Date(end.getTime() - idle + offsetHours * hour);
        await store.commit({ token: `live-${i}`, data: payload, expiry: written });
      }
      const dead = new Date(now.getTime() - 100 * hour);
      const { payload } = await store.encode({ data: { user: 'x' }, expiry: dead });
      await store.commit({
        token: 'dead',
        data: payload,
        expiry: new Date(dead.getTime() + offsetHours * hour),
      });
      return store;
    };
    const left = (store: SequelizeStore): Promise<number> => store.count({ state: 'all' });

    it('purges what was written in UTC', async () => {
      const store = await fill(0);
      expect(await store.purge()).toMatchObject({ deleted: 1, remaining: 0 });
      expect(await left(store)).toBe(3);
    });

    it('purges nothing that was written west of it, nor counts it, and says why', async () => {
      const store = await fill(-5);
      for (const dryRun of [true, false]) {
        await expect(store.purge({ dryRun })).rejects.toMatchObject({
          code: 'LAYOUT_UNKNOWN',
          message: expect.stringMatching(/nothing is purged: .* 5 h behind UTC.*loc=UTC/) as string,
        });
      }
      for (const [path, op, value] of [
        ['state', '=', 'expired'],
        ['state', '!=', 'active'],
        ['expiry', '<', now.toISOString()],
      ] as const) {
        const over = store.deleteMatching({ state: 'all', where: [{ path, op, value }] });
        await expect(over).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
      }
      expect(await left(store)).toBe(4);
      expect(await store.purge({ trustExpiry: true })).toMatchObject({ deleted: 4 });
    });

    it('purges late, but rightly, what was written east of it', async () => {
      const store = await fill(5.75);
      expect(await store.purge()).toMatchObject({ deleted: 1, remaining: 0 });
      expect(await left(store)).toBe(3);
    });

    it('purges sessions that were idle for too long', async () => {
      const store = await fill(0, [2 * hour + 1234, 3 * hour + 5678, 7531]);
      expect(await store.purge()).toMatchObject({ deleted: 3, remaining: 0 });
    });
  });
}

describeServer('PostgreSQL', (scratch) => {
  it('asks nobody where the column is an instant', async () => {
    const statements: string[] = [];
    const store = await SequelizeStore.open(scratch.url(), {
      create: true,
      onSql: (sql) => void statements.push(sql),
    });
    onTestFinished(() => store.close());
    statements.length = 0;
    await store.purge();
    expect(statements.filter((sql) => /ORDER BY .* DESC/.test(sql))).toEqual([]);
    expect((await failing(scratch.url(), { table: 'nothing' })).code).toBe('TABLE_MISSING');
  });
});
