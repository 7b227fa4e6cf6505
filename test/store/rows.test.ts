import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const now = new Date('2026-06-15T12:00:00.000Z');
const types = {
  sqlite: { id: 'INTEGER PRIMARY KEY', token: 'BLOB', at: 'TEXT' },
  postgres: { id: 'serial PRIMARY KEY', token: 'bytea', at: 'timestamp' },
  mysql: { id: 'int AUTO_INCREMENT PRIMARY KEY', token: 'varbinary(32)', at: 'datetime' },
} as const;

/** A table that holds more than sessions: three of these, and what must never be touched. */
describeDatabases((database) => {
  const { id, token, at } = types[database.dialect];
  const isIndexed = { unique: true };
  const bytes = (text: string): string =>
    database.dialect === 'sqlite' ? `CAST('${text}' AS BLOB)` : `'${text}'`;
  const fill = async ({ unique } = isIndexed): Promise<void> => {
    const rows = [
      ['live', 'session', '2026-06-14 12:00:00'],
      ['dead-1', 'session', '2020-01-01 00:00:00'],
      ['dead-2', 'session', '2020-01-02 00:00:00'],
      ['mail-1', 'confirm', '2020-01-01 12:00:00'],
      ['mail-2', 'SESSION', '2020-01-01 12:00:00'],
      ['mail-3', 'session ', '2020-01-01 12:00:00'],
      ['mail-4', 'reset_password', '2026-06-14 12:00:00'],
    ].map(([key = '', context, made]) => `(1, ${bytes(key)}, '${context}', '${made}')`);
    await database.query(
      `DROP TABLE IF EXISTS users_tokens;\nCREATE TABLE users_tokens (id ${id}, user_id int, token ${token} NOT NULL,
        context varchar(255) NOT NULL, sent_to varchar(255), inserted_at ${at} NOT NULL);\n` +
        (unique ? 'CREATE UNIQUE INDEX by_token ON users_tokens (token);\n' : '') +
        `INSERT INTO users_tokens (user_id, token, context, inserted_at) VALUES ${rows.join(', ')}`,
    );
  };
  const statements: string[] = [];
  const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
    statements.length = 0;
    const store = await SequelizeStore.open(database.url(), {
      create: false,
      cleanupInterval: 0,
      clock: new TestClock(now),
      onSql: (sql) => void statements.push(sql),
      ...options,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const left = async (): Promise<unknown[]> => {
    const text = {
      sqlite: 'CAST(token AS TEXT)',
      postgres: "encode(token, 'escape')",
      mysql: 'CAST(token AS CHAR)',
    };
    const rows = await database.query(
      `SELECT ${text[database.dialect]} AS token FROM users_tokens ORDER BY id`,
    );
    return rows.map((row) => row['token']);
  };
  const others = ['mail-1', 'mail-2', 'mail-3', 'mail-4'];
  const end = new Date('2026-06-20T00:00:00Z');

  it('only sessions are listed, found, counted and foreseen', async () => {
    await fill();
    const store = await open();
    expect(store.info).toMatchObject({ layout: 'phoenix', rows: 'context = session' });
    for (const sort of ['token', 'expiry', 'user', 'created'] as const) {
      const found: string[] = [];
      for await (const session of store.sessions({ state: 'all', sort })) found.push(session.token);
      expect(found.sort()).toEqual(['dead-1', 'dead-2', 'live']);
    }
    expect(await store.count({ state: 'all' })).toBe(3);
    expect(await store.count({ user: '1' })).toBe(1);
    expect((await store.survey(now)).count).toBe(2);
    for (const key of others) expect(await store.get(key)).toBeUndefined();
    const about = statements.filter((sql) => /\b(?:FROM|JOIN)\s+[`"]users_tokens/.test(sql));
    expect(about.filter((sql) => !/context[`"]/.test(sql))).toEqual([]);
  });

  it.each([{ batchSize: 'all' }, { batchSize: 1 }, {}, { limit: 100 }] as const)(
    'a purge goes by no other row: %j',
    async (way) => {
      await fill();
      const store = await open();
      expect(await store.purge(way)).toMatchObject({ deleted: 2, remaining: 0 });
      expect(await left()).toEqual(['live', ...others]);
    },
  );

  it('no deletion takes another row, by whatever it was named', async () => {
    await fill();
    const store = await open();
    expect(await store.deleteMany(others)).toMatchObject({ matched: 0, deleted: 0 });
    expect(await store.delete('mail-1')).toBe(false);
    expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: 2 });
    expect(await store.deleteMatching({ user: '1', state: 'all' })).toMatchObject({ deleted: 1 });
    expect(await left()).toEqual(others);
    await fill({ unique: false });
    // The same key in a row of another kind.
    await database.query(
      `INSERT INTO users_tokens (user_id, token, context, inserted_at) VALUES (1, ${bytes('live')}, 'confirm', '2020-01-01 00:00:00')`,
    );
    expect(await (await open()).deleteAll()).toMatchObject({ matched: 3, deleted: 3 });
    expect(await left()).toEqual([...others, 'live']);
  });

  it.each([{ unique: true }, { unique: false }])(
    'a new row is a session, and no other row is replaced: %j',
    async (index) => {
      await fill(index);
      const store = await open();
      await store.commit({ token: 'new', data: null, expiry: end, user: '2' });
      await store.import([{ token: 'live', data: null, expiry: end, user: '2' }]);
      expect(await store.get('new')).toMatchObject({ user: '2', expiry: end, state: 'active' });
      expect(await store.get('live')).toMatchObject({ user: '2', expiry: end });
      const entry = { token: 'mail-1', data: null, expiry: end, user: '2' };
      const refused = {
        code: 'DATABASE_REFUSED',
        message: expect.stringMatching(/no session/) as string,
      };
      await expect(store.commit(entry)).rejects.toMatchObject(refused);
      await expect(store.import([entry])).rejects.toMatchObject(refused);
      expect(await left()).toEqual(['live', 'dead-1', 'dead-2', ...others, 'new']);
      expect(
        await database.query(
          "SELECT count(*) AS n FROM users_tokens WHERE context = 'confirm' AND user_id = 1",
        ),
      ).toMatchObject([{ n: expect.anything() as number }]);
    },
  );
});
