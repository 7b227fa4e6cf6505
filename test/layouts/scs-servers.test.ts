import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Sequelize } from 'sequelize';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { fixture } from '../helpers/folder.js';
import { expectedSessions } from '../helpers/scs-fixture.js';
import { scratchMariadb, type ScratchServer } from '../helpers/scratch-server.js';
import {
  connect as connectTo,
  describeServer,
  describeWhere,
  eachServer,
  servers,
  type ServerSession,
} from '../helpers/servers.js';

const minute = 60_000;

const fixtures = {
  postgres: { name: 'scs-postgresstore', file: 'sessions.sql' },
  mysql: { name: 'scs-mysqlstore', file: 'sessions.mysqldump.sql' },
} as const;
type Engine = keyof typeof fixtures;

/** How the framework's own SQL tells a live row; the rule of postgresstore and of mysqlstore. */
const live = {
  postgres: 'current_timestamp < expiry',
  mysql: 'UTC_TIMESTAMP(6) < expiry',
} as const;

/** Loads the fixture as the framework would have written it in the zone that the server has. */
async function load(engine: Engine, session: ServerSession): Promise<void> {
  const { name, file } = fixtures[engine];
  const text = await readFile(fixture(name, file), 'utf8');
  await session.query('DROP TABLE IF EXISTS sessions');
  // The dumps leave the session changed: no search path, another zone.
  await session.query(
    engine === 'postgres'
      ? `${text}; RESET ALL`
      : text.replace(/^.*SET TIME_ZONE.*$/gm, '').replace(/^LOCK TABLES.*$/m, ''),
  );
}

const open = async (
  database: string | Sequelize,
  options: StoreOptions = {},
): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(database, { create: true, ...options });
  onTestFinished(() => store.close());
  return store;
};

/** Opens the store in both ways: by URL, and over a Sequelize that sets the zone +00:00. */
const ways = (url: string): [string, () => Promise<SequelizeStore>][] => [
  ['by URL', () => open(url)],
  [
    "over a caller's Sequelize",
    async () => {
      const sequelize = new Sequelize(url.replace(/^mariadb:/, 'mysql:'), { logging: false });
      onTestFinished(() => sequelize.close());
      return open(sequelize);
    },
  ],
];

async function expectAgreement(store: SequelizeStore, name: string): Promise<void> {
  const found = new Map<string, object>();
  for (const sort of ['expiry', 'token'] as const) {
    for await (const { token, ...row } of store.sessions({ state: 'all', sort, pageSize: 3 })) {
      const { state, expiry, data, error } = row;
      found.set(token, { state, expiry, data, error });
    }
    expect(found).toEqual(await expectedSessions(name));
  }
}

async function expectPurge(
  store: SequelizeStore,
  name: string,
  session: ServerSession,
): Promise<void> {
  const expected = [...(await expectedSessions(name))];
  const of = (state: string): string[] =>
    expected.filter(([, row]) => row.state === state).map(([token]) => token);
  const dry = await store.purge({ dryRun: true });
  expect(dry.remaining).toBe(of('expired').length);
  expect(await store.purge({ batchSize: 4 })).toMatchObject({ deleted: of('expired').length });
  const left = await session.query('SELECT token FROM sessions');
  expect(left.map(({ token }) => token).sort()).toEqual(of('active').sort());
}

/** Writes around the present, and lets the framework's own SQL say who is live. */
async function expectOwnSqlAgrees(
  store: SequelizeStore,
  engine: Engine,
  session: ServerSession,
): Promise<void> {
  const now = Date.now();
  const ages = { gone: -minute, hourAgo: -61 * minute, here: minute, dayOn: 24 * 61 * minute };
  for (const [token, ms] of Object.entries(ages)) {
    await store.commit({ token, data: Buffer.from('{}'), expiry: new Date(now + ms) });
  }
  await store.import([{ token: 'many', data: Buffer.from('{}'), expiry: new Date(now + minute) }]);
  const names = "('gone', 'hourAgo', 'here', 'dayOn', 'many')";
  const rows = await session.query(
    `SELECT token FROM sessions WHERE ${live[engine]} AND token IN ${names}`,
  );
  expect(rows.map(({ token }) => token).sort()).toEqual(['dayOn', 'here', 'many']);
  for (const [token, ms] of Object.entries(ages)) {
    expect((await store.get(token))?.expiry).toEqual(new Date(now + ms));
    expect(await store.find(token)).toEqual(ms > 0 ? Buffer.from('{}') : undefined);
  }
  // What the framework itself writes, it writes with this literal.
  const literal = new Date(now + minute).toISOString().replace('T', ' ').slice(0, 23);
  await session.query(
    engine === 'postgres'
      ? `INSERT INTO sessions VALUES ('theirs', '', '${literal}+00')`
      : `INSERT INTO sessions VALUES ('theirs', '', '${literal}')`,
  );
  expect((await store.get('theirs'))?.expiry).toEqual(new Date(now + minute));
  await session.query(`DELETE FROM sessions WHERE token IN ${names} OR token = 'theirs'`);
}

/** Everything that must hold in any zone. */
async function expectAll(
  engine: Engine,
  url: string,
  connect: () => Promise<ServerSession>,
): Promise<void> {
  const { name } = fixtures[engine];
  for (const [, way] of ways(url)) {
    const session = await connect();
    try {
      await load(engine, session);
      const store = await way();
      await expectAgreement(store, name);
      await expectOwnSqlAgrees(store, engine, session);
      await expectPurge(store, name, session);
    } finally {
      await session.close();
    }
  }
}

/** Sets the client's zone for one test. */
function clientZone(zone: string): void {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
}

const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu'];

for (const serverName of eachServer) {
  const { engine } = servers[serverName];
  describeServer(serverName, (scratch) => {
    const borrowed = (): Promise<ServerSession> =>
      Promise.resolve({ ...scratch, close: () => Promise.resolve() });

    it.each(zones)(
      "reads, purges and writes SCS's own table, with the client in %s",
      async (zone) => {
        clientZone(zone);
        await expectAll(engine, scratch.url(), borrowed);
      },
    );

    it("reads and purges gormstore's table, as GORM writes it", async () => {
      await scratch.query('DROP TABLE IF EXISTS sessions');
      const clock = new TestClock('2026-03-08T07:30:00.250Z');
      const store = await open(scratch.url(), { clock });
      const literal = (ms: number): string =>
        later(clock, ms).toISOString().replace('T', ' ').replace('Z', '');
      const offset = engine === 'postgres' ? '+00' : '';
      for (const ms of [-3_600_000, -1, 0, 3_600_000]) {
        await scratch.query(
          `INSERT INTO sessions VALUES ('${ms}', '{}', '${literal(ms)}${offset}')`,
        );
      }
      expect((await store.get('-1'))?.expiry).toEqual(later(clock, -1));
      expect([...(await store.all()).keys()].sort()).toEqual(['0', '3600000']);
      expect(await store.purge()).toMatchObject({ deleted: 2, remaining: 0 });
      expect((await store.get('0'))?.expiry).toEqual(clock.now());
      await store.commit({ token: 'ours', data: Buffer.from('{}'), expiry: later(clock, 5) });
      const [row] = await scratch.query(
        `SELECT expiry = '${literal(5)}${offset}' AS same FROM sessions WHERE token = 'ours'`,
      );
      expect(Boolean(row?.['same'])).toBe(true);
    });
  });
}

describeServer('PostgreSQL', (scratch) => {
  describe.each([...zones, 'Pacific/Kiritimati', '<+0545>-05:45'])(
    "a server's zone of %s",
    (zone) => {
      it.each(zones)('changes nothing, with the client in %s', async (client) => {
        clientZone(client);
        await scratch.query(`ALTER DATABASE ${scratch.name} SET timezone = '${zone}'`);
        await expectAll('postgres', scratch.url(), () => connectTo('postgres', scratch.url()));
      });
    },
  );
});

describeWhere('MariaDB', 'the zone of a MariaDB server', () => {
  let server: ScratchServer;
  let admin: ServerSession;

  beforeAll(async () => {
    server = await scratchMariadb();
    admin = await server.connect();
    const mysql = await server.connect('mysql');
    for (const zone of ['America/New_York', 'Asia/Kathmandu']) {
      const { stdout } = await promisify(execFile)('mariadb-tzinfo-to-sql', [
        `/usr/share/zoneinfo/${zone}`,
        zone,
      ]);
      await mysql.query(stdout);
    }
    await mysql.close();
  });

  afterEach(() => admin.query("SET GLOBAL time_zone = 'SYSTEM'"));

  afterAll(async () => {
    await admin.close();
    await server.remove();
  });

  const inZone = (zone: string) => admin.query(`SET GLOBAL time_zone = '${zone}'`);
  const connect = () => server.connect();

  describe.each(['SYSTEM', '+00:00', '+05:45', '-08:00', 'America/New_York', 'Asia/Kathmandu'])(
    '%s',
    (zone) => {
      it.each(zones)('changes nothing, with the client in %s', async (client) => {
        clientZone(client);
        await inZone(zone);
        await expectAll('mysql', server.url(), connect);
      });
    },
  );

  it('may leave out an hour in spring, when a purge runs in it', async () => {
    await inZone('America/New_York');
    const session = await connect();
    onTestFinished(() => session.close());
    await session.query(`DROP TABLE IF EXISTS sessions;
      CREATE TABLE sessions (token CHAR(43) PRIMARY KEY, data BLOB NOT NULL, expiry TIMESTAMP(6) NOT NULL);
      INSERT INTO sessions VALUES ('past', '', '2026-03-08 01:59:59.5'), ('live', '', '2026-03-08 03:00:01')`);
    for (const [, way] of ways(server.url())) {
      const store = await way();
      // 02:30 is no time of that day in New York.
      const dry = await store.survey(new Date('2026-03-08T02:30:00Z'));
      expect(dry.count).toBe(1);
    }
    const store = await open(server.url(), { clock: new TestClock('2026-03-08T02:30:00Z') });
    expect(await store.purge()).toMatchObject({ deleted: 1 });
    expect((await session.query('SELECT token FROM sessions'))[0]).toEqual({ token: 'live' });
  });

  it('may have an hour twice in autumn', async () => {
    await inZone('America/New_York');
    const session = await connect();
    onTestFinished(() => session.close());
    for (const [, way] of ways(server.url())) {
      await session.query(`DROP TABLE IF EXISTS sessions;
        CREATE TABLE sessions (token CHAR(43) PRIMARY KEY, data BLOB NOT NULL, expiry TIMESTAMP(6) NOT NULL);
        INSERT INTO sessions VALUES ('a', '', '2026-11-01 00:30:00'), ('b', '', '2026-11-01 01:30:00'),
          ('c', '', '2026-11-01 02:30:00')`);
      const store = await way();
      for (const [token, hour] of Object.entries({ a: '00', b: '01', c: '02' })) {
        expect((await store.get(token))?.expiry).toEqual(new Date(`2026-11-01T${hour}:30:00Z`));
      }
      expect((await store.survey(new Date('2026-11-01T01:15:00Z'))).count).toBe(1);
      expect((await store.survey(new Date('2026-11-01T01:45:00Z'))).count).toBe(2);
    }
  });
});
