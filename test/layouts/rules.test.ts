import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const now = new Date('2025-03-01T12:00:00.000Z');
const seconds = now.getTime() / 1000;
const purges = [{ batchSize: 'all' }, { batchSize: 3, pause: 0 }, {}, { limit: 1000 }] as const;

describeDatabases((database) => {
  const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
    const clock = new TestClock(now);
    const all = { cleanupInterval: 0, create: false, clock, ...options };
    const store = await SequelizeStore.open(database.url(), all);
    onTestFinished(() => store.close());
    return store;
  };
  const create = async (sql: string): Promise<void> => {
    const name = /CREATE TABLE (\w+)/.exec(sql)?.[1] ?? '';
    await database.query(sql);
    if (database.dialect === 'sqlite') return;
    onTestFinished(async () => {
      await database.query(`DROP TABLE IF EXISTS ${name}`);
    });
  };
  const tokens = async (store: SequelizeStore, state: 'active' | 'all' = 'all') => {
    const found: string[] = [];
    for await (const { token } of store.sessions({ state, sort: 'expiry' })) found.push(token);
    return found;
  };

  it.each(purges)('Symfony: old rows live for their lifetime after their time: %j', async (way) => {
    await create(`CREATE TABLE sessions (sess_id VARCHAR(128) PRIMARY KEY, sess_data ${database.dialect === 'postgres' ? 'BYTEA' : 'BLOB'} NOT NULL,
      sess_lifetime INTEGER NOT NULL, sess_time INTEGER NOT NULL);
      CREATE INDEX sess_lifetime_idx ON sessions (sess_lifetime)`);
    const rows = [
      ['old and dead', 1440, seconds - 1441],
      ['old and alive', 1440, seconds - 1440],
      ['old and long', 315_576_000, seconds - 1000],
      ['new and dead', seconds - 1, seconds - 3000],
      ['new and alive', seconds, seconds - 3000],
      ...Array.from({ length: 30 }, (_, i) => [`dead ${i}`, seconds - 100 - i, seconds - 9999]),
    ].map(([id, lifetime, time]) => `('${id}', '_sf2_meta|a:0:{}', ${lifetime}, ${time})`);
    await database.query(`INSERT INTO sessions VALUES ${rows.join(', ')}`);
    const store = await open();
    const alive = ['new and alive', 'old and alive', 'old and long'];
    expect((await tokens(store, 'active')).sort()).toEqual(alive);
    expect((await tokens(store)).slice(-3)).toEqual(expect.arrayContaining(alive));
    expect((await store.purge(way)).deleted).toBe(32);
    expect((await tokens(store)).sort()).toEqual(alive);
  });

  it.each(purges)('Strapi: what is over waits for the end of all: %j', async (way) => {
    await create(`CREATE TABLE strapi_sessions (session_id varchar(255) PRIMARY KEY, user_id varchar(255), child_id varchar(255),
      device_id varchar(255), origin varchar(255), expires_at bigint, absolute_expires_at bigint, status varchar(255), type varchar(255))`);
    const ms = now.getTime();
    const rows = [
      ['waits', ms - 5000, ms],
      ['waits long', ms - 5000, ms + 60_000],
      ['waits for ever', ms - 5000, null],
      ['idles', ms + 60_000, ms + 90_000],
      ...Array.from({ length: 30 }, (_, i) => [`dead ${i}`, ms - 5000 - i, ms - 1 - i]),
    ].map(
      ([id, end, all]) => `('${id}', '1', NULL, 'd', 'admin', ${end}, ${all}, 'active', 'refresh')`,
    );
    await database.query(`INSERT INTO strapi_sessions VALUES ${rows.join(', ')}`);
    const store = await open();
    expect(store.info.layout).toBe('strapi');
    expect(await tokens(store, 'active')).toEqual(['idles']);
    expect((await store.purge({ ...way, dryRun: true })).remaining).toBe(30);
    expect(await store.purge(way)).toMatchObject({ deleted: 30, remaining: 0 });
    expect((await tokens(store)).sort()).toEqual([
      'idles',
      'waits',
      'waits for ever',
      'waits long',
    ]);
    // Whoever asks for what has run out gets it.
    expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: 3 });
  });

  it.each(purges)('numbers that are no instants of their layout are kept: %j', async (way) => {
    await create(
      'CREATE TABLE sessions (id VARCHAR(40) PRIMARY KEY, user_id BIGINT, expires_at BIGINT)',
    );
    const rows = [
      ...Array.from({ length: 200 }, (_, i) => `('dead ${i}', 1, ${now.getTime() - 1 - i})`),
      `('never', 1, 0)`,
      `('below', 1, -1)`,
      `('seconds', 1, 99999999)`,
      `('far', 1, 9000000000000000)`,
      `('none', 1, NULL)`,
      `('alive', 1, ${now.getTime()})`,
    ];
    await database.query(`INSERT INTO sessions VALUES ${rows.join(', ')}`);
    const store = await open({ layout: 'token-row' });
    const kept = ['alive', 'below', 'far', 'never', 'none', 'seconds'];
    expect((await tokens(store, 'active')).sort()).toEqual(kept);
    expect((await store.purge(way)).deleted).toBe(200);
    expect((await tokens(store)).sort()).toEqual(kept);
  });

  it('TypeORM: a logout keeps the row, and its end in the past takes it', async () => {
    const datetime = { sqlite: 'datetime', postgres: 'TIMESTAMP', mysql: 'datetime(6)' }[
      database.dialect
    ];
    await create(
      `CREATE TABLE session (id varchar(255) PRIMARY KEY, json ${database.dialect === 'mysql' ? 'longtext' : 'text'} NOT NULL, ${database.dialect === 'postgres' ? '"expiredAt"' : 'expiredAt'} bigint NOT NULL, ${database.dialect === 'postgres' ? '"destroyedAt"' : 'destroyedAt'} ${datetime} NULL)`,
    );
    const rows = ['a', 'b', 'c'].map(
      (id, i) => `('${id}', '{"userID":"u${i % 2}"}', ${now.getTime() + 60_000}, NULL)`,
    );
    await database.query(`INSERT INTO session VALUES ${rows.join(', ')}`);
    const store = await open();
    const name = database.dialect === 'postgres' ? '"destroyedAt"' : 'destroyedAt';
    await database.query(`UPDATE session SET ${name} = '2025-03-01 11:00:00' WHERE id = 'a'`);
    expect(await store.find('a')).toBeUndefined();
    expect((await store.get('a'))?.state).toBe('expired');
    expect(await store.count()).toBe(2);
    expect(await store.count({ state: 'expired' })).toBe(1);
    // Its end has not come, so no purge takes it; who asks for what is over removes it.
    expect((await store.purge()).deleted).toBe(0);
    expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: 1 });
    expect(await store.delete('a')).toBe(false);
    expect(await store.deleteMatching({ user: 'u0', state: 'all' })).toMatchObject({ deleted: 1 });
    expect(await store.deleteMany(['b', 'nobody'])).toMatchObject({ deleted: 1 });
    expect((await store.get('b'))?.state).toBe('expired');
    expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: 1 });
    expect(await database.query('SELECT id FROM session')).toEqual([]);
    await store.commit({
      token: 'a',
      data: Buffer.from('{"cookie":{}}'),
      expiry: new Date(now.getTime() + 1000),
    });
    expect((await store.get('a'))?.state).toBe('active');
    const later = await open({ clock: new TestClock(new Date(now.getTime() + 60_000)) });
    expect((await later.purge()).deleted).toBe(1);
  });
});
