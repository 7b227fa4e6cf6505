import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { useFolder } from '../helpers/folder.js';
import { connect, describeServer, type Scratch } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';
import { zonesContract } from './zones.js';

const minute = 60_000;
const hour = 60 * minute;
/** Summer in New York, where clocks are four hours behind UTC. */
const now = new Date('2024-07-01T12:00:00.250Z');

const open = async (scratch: Scratch, options: StoreOptions = {}): Promise<SequelizeStore> => {
  const clock = new TestClock(now);
  const store = await SequelizeStore.open(scratch.url(), { cleanupInterval: 0, clock, ...options });
  onTestFinished(() => store.close());
  return store;
};

const zoneOfDatabase = (scratch: Scratch, zone: string) =>
  scratch.query(`ALTER DATABASE ${scratch.name} SET timezone TO '${zone}'`);

interface Written {
  sid: string;
  /** When it ends, after now. */
  ms: number;
  /** How much later the column says so than the payload, since the session was touched since. */
  touchedMs?: number;
}

/** Writes sessions as connect-pg-simple does, in a zone of the application's or the database's own. */
async function write(scratch: Scratch, zone: string | null, rows: readonly Written[]) {
  const application = await connect('postgres', scratch.url());
  onTestFinished(() => application.close());
  if (zone !== null) await application.query(`SET TIME ZONE '${zone}'`);
  for (const { sid, ms, touchedMs = 0 } of rows) {
    const end = now.getTime() + ms;
    const expires = new Date(end - touchedMs).toISOString();
    await application.query('INSERT INTO session VALUES ($1, $2, to_timestamp($3))', [
      sid,
      JSON.stringify({ cookie: { originalMaxAge: hour, expires } }),
      Math.ceil(end / 1000),
    ]);
  }
}

const tokensOf = async (store: SequelizeStore, state: 'active' | 'all'): Promise<string[]> => {
  const tokens: string[] = [];
  for await (const { token } of store.sessions({ state })) tokens.push(token);
  return tokens.sort();
};

const soon = [
  { sid: 'a minute dead', ms: -minute },
  { sid: 'a second dead', ms: -1250 },
  { sid: 'alive for a minute', ms: minute },
  { sid: 'alive for an hour', ms: hour },
  { sid: 'long dead', ms: -48 * hour },
];
const alive = ['alive for a minute', 'alive for an hour'];

describe('SQLite', () => {
  const folder = useFolder();
  const path = (): string => folder.file('app.db');
  zonesContract('sqlite', {
    url: path,
    query: (sql) => withSqlite(path(), (file) => file.exec(sql)),
  });
});

describeServer('PostgreSQL', (scratch) => {
  describe('a database of five hours behind UTC', () => {
    beforeAll(() => zoneOfDatabase(scratch, 'Etc/GMT+5'));
    zonesContract('postgres', {
      url: () => scratch.url(),
      query: async (sql) => {
        const session = await connect('postgres', scratch.url());
        await session.query(sql).finally(() => session.close());
      },
    });
  });
});

describeServer('PostgreSQL', (scratch) => {
  beforeEach(async () => {
    await scratch.query('DROP TABLE IF EXISTS session');
    await scratch.query(
      `CREATE TABLE session (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL);
       CREATE INDEX "IDX_session_expire" ON session (expire)`,
    );
  });

  describe.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'])(
    'a database in %s',
    (zone) => {
      beforeEach(() => zoneOfDatabase(scratch, zone));

      it('and its application too: exactly what is dead is purged', async () => {
        await write(scratch, null, soon);
        const store = await open(scratch);
        expect(await tokensOf(store, 'active')).toEqual(alive);
        expect((await store.get('alive for an hour'))?.expiry).toEqual(
          new Date(Math.ceil((now.getTime() + hour) / 1000) * 1000),
        );
        expect((await store.purge({ batchSize: 1, pause: 0 })).deleted).toBe(3);
        expect(await tokensOf(store, 'all')).toEqual(alive);
      });

      it('a row of ours is one of the application’s', async () => {
        const store = await open(scratch);
        await store.commit({
          token: 'ours',
          data: Buffer.from('{"cookie":{}}'),
          expiry: new Date(now.getTime() + hour),
        });
        await store.import([
          { token: 'many', data: Buffer.from('{}'), expiry: new Date(now.getTime() + hour) },
        ]);
        const application = await connect('postgres', scratch.url());
        onTestFinished(() => application.close());
        const rows = await application.query(
          'SELECT floor(extract(epoch FROM expire::timestamptz) * 1000)::text AS ms FROM session',
        );
        const ms = String(now.getTime() + hour);
        expect(rows).toEqual([{ ms }, { ms }]);
      });

      it.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Pacific/Honolulu'])(
        'and its application in %s: nothing alive is purged',
        async (other) => {
          await write(scratch, other, soon);
          const store = await open(scratch);
          await store.purge().catch((error: unknown) => {
            expect(error).toMatchObject({
              code: 'LAYOUT_UNKNOWN',
              message: expect.stringMatching(/nothing is purged.*zone.*trust the column/) as string,
              options: expect.arrayContaining(['trustExpiry']) as string[],
            });
          });
          expect(await tokensOf(store, 'all')).toEqual(expect.arrayContaining(alive));
        },
      );
    },
  );

  it('sessions that were touched since they were stored give the zone away too', async () => {
    await zoneOfDatabase(scratch, 'UTC');
    const rows = soon.map((row) => ({ ...row, touchedMs: 7 * minute + 1234 }));
    await write(scratch, 'America/New_York', rows);
    const store = await open(scratch);
    await expect(store.purge()).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
    expect((await store.purge({ trustExpiry: true })).deleted).toBe(5);
  });

  it('sessions that were touched are purged where the zones are one', async () => {
    await zoneOfDatabase(scratch, 'UTC');
    const rows = soon.map((row) => ({ ...row, touchedMs: 7 * minute + 1234 }));
    await write(scratch, null, rows);
    expect((await (await open(scratch)).purge()).deleted).toBe(3);
  });

  describe('where clocks are turned back', () => {
    // 1:30 in New York came at 5:30 and again at 6:30 UTC on 3 November 2024.
    beforeEach(async () => {
      await zoneOfDatabase(scratch, 'America/New_York');
      const rows = Array.from({ length: 50 }, (_, i) => `('fold ${i}', '{}', '2024-11-03 01:30')`);
      await scratch.query(`INSERT INTO session VALUES ${rows.join(', ')}`);
      await scratch.query(`INSERT INTO session VALUES ('before', '{}', '2024-11-03 00:59')`);
    });

    it.each([{ batchSize: 'all' }, { batchSize: 7, pause: 0 }, { limit: 100 }, {}] as const)(
      'a row within the hour that comes twice is kept for both: %j',
      async (options) => {
        const clock = new TestClock('2024-11-03T05:45:00Z');
        const store = await open(scratch, { clock });
        expect(await store.count()).toBe(50);
        expect((await store.purge(options)).deleted).toBe(1);
        await clock.advance(45 * minute);
        expect((await store.purge(options)).deleted).toBe(0);
        await clock.advance(1);
        expect(await store.count()).toBe(0);
        expect((await store.purge(options)).deleted).toBe(50);
      },
    );
  });

  it('Flask-Session on psycopg writes local time as well', async () => {
    await zoneOfDatabase(scratch, 'America/New_York');
    await scratch.query(
      `DROP TABLE session; CREATE TABLE flask_sessions (session_id VARCHAR(255) NOT NULL PRIMARY KEY,
        created TIMESTAMP WITHOUT TIME ZONE DEFAULT (NOW() AT TIME ZONE 'utc'), data BYTEA,
        expiry TIMESTAMP WITHOUT TIME ZONE)`,
    );
    onTestFinished(async () => {
      await scratch.query('DROP TABLE flask_sessions');
    });
    const application = await connect('postgres', scratch.url());
    onTestFinished(() => application.close());
    await application.query(
      `INSERT INTO flask_sessions (session_id, data, expiry) VALUES ('session:a', '\\x81a16e01', NOW() + interval '1 hour'),
        ('session:b', '\\x81a16e01', NOW() - interval '1 second'), ('session:c', '\\x81a16e01', NULL)`,
    );
    const store = await SequelizeStore.open(scratch.url(), { create: true });
    onTestFinished(() => store.close());
    expect(store.info.layout).toBe('flask-session');
    expect((await store.purge()).deleted).toBe(1);
    expect(await tokensOf(store, 'active')).toEqual(['session:a', 'session:c']);
  });
});
