import { describe, expect, onTestFinished, test } from 'vitest';
import { SequelizeStore, type PurgeOptions, type PurgeResult } from '../../../src/index.js';
import { describeDatabases, type TestDatabase } from '../../helpers/databases.js';
import { connect, describeServer, eachServer, servers } from '../../helpers/servers.js';

const payload = Buffer.from('{}');
const hour = 3_600_000;

async function open(url: string): Promise<SequelizeStore> {
  const store = await SequelizeStore.open(url, {
    table: 'kept_sessions',
    layout: 'scs',
    create: false,
    cleanupInterval: 0,
  });
  onTestFinished(() => store.close());
  return store;
}

/** A table of SCS with expired and active sessions, of which a table of notes refers to some. */
async function create(
  database: TestDatabase,
  referred: readonly number[],
): Promise<SequelizeStore> {
  const type = { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime(3)' };
  const blob = { sqlite: 'blob', postgres: 'bytea', mysql: 'longblob' };
  await database.query(`DROP TABLE IF EXISTS notes;
DROP TABLE IF EXISTS kept_sessions;
CREATE TABLE kept_sessions (token varchar(43) NOT NULL PRIMARY KEY, data ${blob[database.dialect]},
  expiry ${type[database.dialect]});
CREATE INDEX kept_expiry ON kept_sessions (expiry);
CREATE TABLE notes (token varchar(43), CONSTRAINT note_of FOREIGN KEY (token) REFERENCES kept_sessions (token));
`);
  const store = await open(database.url());
  const at = (ms: number): Date => new Date(Date.now() + ms);
  await store.import([
    ...Array.from({ length: 60 }, (_, i) => ({
      token: `dead-${i}`,
      data: payload,
      expiry: at(-hour - (i % 7) * 1000),
    })),
    ...Array.from({ length: 5 }, (_, i) => ({
      token: `live-${i}`,
      data: payload,
      expiry: at(hour),
    })),
  ]);
  for (const i of referred) await database.query(`INSERT INTO notes VALUES ('dead-${i}')`);
  return store;
}

/** Purges, and checks that what went and what is left are what there was, and nothing else changed. */
async function purge(store: SequelizeStore, options: PurgeOptions): Promise<PurgeResult> {
  const { count } = await store.survey(new Date());
  const result = await store.purge(options);
  expect(result.deleted + (result.remaining ?? NaN)).toBe(count);
  expect(await store.count()).toBe(5);
  return result;
}

describeDatabases((database) => {
  test.each<[string, PurgeOptions]>([
    ['in batches of any size', {}],
    ['in small batches', { batchSize: 7, pause: 0 }],
    ['one by one', { batchSize: 1, pause: 0 }],
    ['all at once', { batchSize: 'all' }],
    ['up to a limit that is not met', { limit: 1000 }],
  ])('rows that another table refers to keep no other: %s', async (_, options) => {
    const referred = [0, 6, 13, 41, 42, 59];
    const store = await create(database, referred);
    const result = await purge(store, options);
    expect(result).toMatchObject({ deleted: 54, remaining: 6 });
    expect(result.left).toMatchObject({ refused: 6, kept: 0, passedOver: 0 });
    if (database.dialect !== 'sqlite')
      expect(result.left?.reasons.join()).toMatch(/notes.*note_of/);
  });

  test('a limit is kept, past rows that must stay', async () => {
    const store = await create(database, [6, 13, 20]);
    expect(await purge(store, { limit: 10 })).toMatchObject({ deleted: 10, remaining: 50 });
  });

  test('where every row must stay, that is what it says', async () => {
    const store = await create(
      database,
      Array.from({ length: 60 }, (_, i) => i),
    );
    const { deleted, left } = await purge(store, {});
    expect({ deleted, refused: left?.refused }).toEqual({ deleted: 0, refused: 60 });
  });
});

describe.each(eachServer)('rows in the hand of others', (name) => {
  describeServer(name, (scratch) => {
    const { engine } = servers[name];
    const database = {
      dialect: engine,
      url: () => scratch.url(),
      query: (sql: string) => scratch.query(sql),
    } as const;

    test.each(['live-1', 'dead-3'])('%s is passed over, and counted', async (token) => {
      const store = await create(database, []);
      const other = await connect(engine, scratch.url());
      onTestFinished(() => other.close());
      await other.query('BEGIN');
      await other.query(`UPDATE kept_sessions SET data = data WHERE token = '${token}' `);
      await other.query(`SELECT 1 FROM kept_sessions WHERE token = '${token}' FOR UPDATE`);
      const held = token.startsWith('dead') ? 1 : 0;
      const { deleted, remaining, left } = await purge(store, {});
      await other.query('ROLLBACK');
      expect({ deleted, remaining }).toEqual({ deleted: 60 - held, remaining: held });
      expect(left?.passedOver ?? 0).toBe(held);
      expect(await purge(store, {})).toMatchObject({ deleted: held, remaining: 0 });
    });
  });
});

describeServer('PostgreSQL', (scratch) => {
  const database = {
    dialect: 'postgres',
    url: () => scratch.url(),
    query: (sql: string) => scratch.query(sql),
  } as const;

  test('a limit and the size of a batch are kept over partitions', async () => {
    await scratch.query(`DROP TABLE IF EXISTS notes; DROP TABLE IF EXISTS kept_sessions;
      CREATE TABLE kept_sessions (token varchar(43) PRIMARY KEY, data bytea, expiry timestamptz)
        PARTITION BY HASH (token)`);
    for (let i = 0; i < 4; i++)
      await scratch.query(
        `CREATE TABLE kept_${i} PARTITION OF kept_sessions FOR VALUES WITH (MODULUS 4, REMAINDER ${i})`,
      );
    await scratch.query(`INSERT INTO kept_sessions SELECT 't' || i, '{}', now() - i * interval '1 minute'
      FROM generate_series(1, 400) i;
      INSERT INTO kept_sessions SELECT 'live-' || i, '{}', now() + interval '1 hour' FROM generate_series(1, 5) i`);
    const store = await open(scratch.url());
    expect(await purge(store, { limit: 10 })).toMatchObject({ deleted: 10, remaining: 390 });
    const sizes: number[] = [];
    const onBatch = ({ rows }: { rows: number }): void => void sizes.push(rows);
    expect(await purge(store, { batchSize: 30, onBatch })).toMatchObject({ deleted: 390 });
    expect(Math.max(...sizes)).toBe(30);
    await scratch.query('DROP TABLE kept_sessions');
  });

  test('rows that a trigger keeps without a word are told', async () => {
    const store = await create(database, []);
    await scratch.query(`CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF OLD.token LIKE ''dead-1%'' THEN RETURN NULL; END IF; RETURN OLD; END';
      CREATE TRIGGER keep BEFORE DELETE ON kept_sessions FOR EACH ROW EXECUTE FUNCTION keep()`);
    const { deleted, left } = await purge(store, { batchSize: 10 });
    expect({ deleted, kept: left?.kept }).toEqual({ deleted: 49, kept: 11 });
  });
});
