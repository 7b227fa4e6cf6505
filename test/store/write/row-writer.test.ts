import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../../src/index.js';
import { describeDatabases } from '../../helpers/databases.js';
import { everyServer } from '../../helpers/servers.js';

const hour = 3_600_000;
const soon = (): Date => new Date(Date.now() + hour);

describeDatabases((database) => {
  const { dialect } = database;
  const bytes = { sqlite: 'blob', postgres: 'bytea', mysql: 'longblob' }[dialect];
  const time = dialect === 'postgres' ? 'timestamptz' : 'datetime';
  const anyCase = {
    sqlite: 'COLLATE NOCASE',
    postgres: 'COLLATE any_case',
    mysql: 'COLLATE utf8mb4_general_ci',
  }[dialect];

  const tableOf = async (columns: string, ...more: string[]): Promise<void> => {
    await database.query('DROP TABLE IF EXISTS scs');
    await database.query(`CREATE TABLE scs (${columns})`);
    for (const sql of more) await database.query(sql);
  };
  const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      table: 'scs',
      layout: 'scs',
      create: false,
      cleanupInterval: 0,
      ...options,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const payloads = async (): Promise<Record<string, string>> => {
    const rows = await database.query('SELECT token, data FROM scs');
    return Object.fromEntries(rows.map(({ token, data }) => [String(token), String(data)]));
  };

  it('another case of a token is another session, and none is overwritten', async () => {
    if (dialect === 'postgres') {
      await database.query(
        `CREATE COLLATION IF NOT EXISTS any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
      );
    }
    await tableOf(`token varchar(43) ${anyCase} PRIMARY KEY, data ${bytes}, expiry ${time}`);
    const store = await open();
    await store.commit({ token: 'Token-A', data: Buffer.from('1'), expiry: soon() });
    const put = store.commit({ token: 'token-a', data: Buffer.from('2'), expiry: soon() });
    await expect(put).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
    await expect(put).rejects.toThrow(/has a token that counts as the same there/);
    await expect(
      store.import([{ token: 'TOKEN-A', data: Buffer.from('3'), expiry: soon() }]),
    ).rejects.toThrow(/counts as the same/);
    await store.commit({ token: 'Token-A', data: Buffer.from('4'), expiry: soon() });
    expect(await payloads()).toEqual({ 'Token-A': '4' });
  });

  it('a unique user column loses no session', async () => {
    await tableOf(
      `token varchar(43) PRIMARY KEY, data ${bytes}, expiry ${time}, user_id varchar(20)`,
      'CREATE UNIQUE INDEX one_per_user ON scs (user_id)',
    );
    const store = await open({ userField: 'user_id' });
    await store.commit({ token: 'a', data: Buffer.from('1'), expiry: soon(), user: '5' });
    await store.commit({ token: 'b', data: Buffer.from('1'), expiry: soon(), user: '6' });
    for (const token of ['b', 'c']) {
      const put = store.commit({ token, data: Buffer.from('2'), expiry: soon(), user: '5' });
      await expect(put).rejects.toThrow(/another row has the same user_id, which must be unique/);
    }
    await store.commit({ token: 'a', data: Buffer.from('3'), expiry: soon(), user: '5' });
    expect(await payloads()).toEqual({ a: '3', b: '1' });
  });

  it('without a unique index there is one row of a token all the same', async () => {
    await tableOf(
      `token varchar(43) NOT NULL, data ${bytes}, expiry ${time}`,
      'CREATE INDEX token_of ON scs (token)',
    );
    const stores = [await open(), await open()];
    await Promise.all(
      stores.flatMap((store) =>
        Array.from({ length: 2 }, (_, i) =>
          store.commit({ token: 'same', data: Buffer.from(`${i}`), expiry: soon() }),
        ),
      ),
    );
    const entries = ['same', 'other'].map((token) => ({
      token,
      data: Buffer.from('last'),
      expiry: soon(),
    }));
    await stores[0]?.import(entries);
    expect(await database.query('SELECT token FROM scs ORDER BY token')).toHaveLength(2);
    expect(await payloads()).toEqual({ same: 'last', other: 'last' });
  });

  it('columns that must have a value are filled by name, or by set, or named', async () => {
    await tableOf(
      `token varchar(43) PRIMARY KEY, data ${bytes}, expiry ${time}, shop varchar(20) NOT NULL, created_at ${time} NOT NULL, "lastSeen" ${time} NOT NULL`.replaceAll(
        '"',
        dialect === 'mysql' ? '`' : '"',
      ),
    );
    const store = await open();
    const put = store.commit({ token: 'a', data: Buffer.from('1'), expiry: soon() });
    await expect(put).rejects.toThrow(/NOT NULL without a value: shop: give one$/);
    await store.commit({
      token: 'a',
      data: Buffer.from('1'),
      expiry: soon(),
      set: { shop: "x'y" },
    });
    // What is there already needs nothing more.
    await store.commit({ token: 'a', data: Buffer.from('2'), expiry: soon() });
    const [row] = await database.query('SELECT * FROM scs');
    expect(row).toMatchObject({ shop: "x'y" });
    expect(row?.['created_at']).toBeTruthy();
    expect(row?.['lastSeen']).toBeTruthy();
    const usage = { code: 'INVALID_ARGUMENT' };
    const set = (name: string) =>
      store.commit({ token: 'b', data: null, expiry: soon(), set: { [name]: 'x' } });
    await expect(set('nothing')).rejects.toMatchObject(usage);
    await expect(set('nothing')).rejects.toThrow(/there is shop, created_at, lastSeen$/);
    for (const own of ['token', 'data', 'expiry']) {
      await expect(set(own)).rejects.toMatchObject(usage);
    }
  });

  it.skipIf(dialect === 'sqlite')(
    'what does not fit its column is named with its type',
    async () => {
      await tableOf(
        `token varchar(8) PRIMARY KEY, data ${bytes}, expiry ${time}, user_id integer, small smallint`,
      );
      const store = await open({ userField: 'user_id' });
      const put = (token: string, user: string | null = null, small: string | null = null) =>
        store.commit({ token, data: Buffer.from('1'), expiry: soon(), user, set: { small } });
      await expect(put('SECRET-89')).rejects.toThrow(/too long for token: varchar\(8\)$/);
      await expect(put('a', 'SECRET')).rejects.toThrow(/not a whole number for user_id: int/);
      await expect(put('a', null, '40000')).rejects.toThrow(/out of range for small: smallint/);
      await put('exactly8', '7', '-32768');
      expect(Object.keys(await payloads())).toEqual(['exactly8']);
    },
  );
}, everyServer);
