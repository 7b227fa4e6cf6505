import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session, type StoreOptions } from '../../../src/index.js';
import { describeDatabases } from '../../helpers/databases.js';

const hour = 3_600_000;
const seconds = (ms: number): string => `${Math.floor((Date.now() + ms) / 1000)}`;
const iso = (ms: number): string => `'${new Date(Date.now() + ms).toISOString()}'`;
const spaced = (ms: number): string => iso(ms).replace('T', ' ').replace('Z', '');

/** More than are looked at to tell how a column is written. */
const many = 260;

describeDatabases((database) => {
  const { dialect } = database;

  /** Ends that say nothing, then one that is past and one that is not: the rows' place is their order. */
  const fill = async (
    type: string,
    mark: string,
    ends: readonly string[],
    also = '',
  ): Promise<void> => {
    const token = dialect === 'mysql' ? 'varchar(40) CHARACTER SET ascii' : 'varchar(40)';
    const rows = [...Array<string>(many).fill(mark), ...ends].map(
      (end, i) => `('t${String(i).padStart(4, '0')}', ${end}${also && ', 1'})`,
    );
    const mode = dialect === 'mysql' ? "SET SESSION sql_mode = '';\n" : '';
    await database.query(
      `${mode}DROP TABLE IF EXISTS sessions;\nCREATE TABLE sessions (token ${token} PRIMARY KEY, expires_at ${type}${also});\n` +
        `INSERT INTO sessions VALUES ${rows.join(', ')}`,
    );
  };
  const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      layout: 'custom',
      columns: { token: 'token', expiry: 'expires_at' },
      ...options,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const tokenRow = { layout: 'token-row', columns: undefined } as unknown as StoreOptions;
  const list = async (store: SequelizeStore): Promise<Session[]> => {
    const all: Session[] = [];
    for await (const session of store.sessions({ state: 'all' })) all.push(session);
    return all;
  };

  const marks: (readonly [string, string, (ms: number) => string])[] = [
    ['bigint', '0', seconds],
    ['bigint', '-1', seconds],
    ['bigint', '9223372036854775807', seconds],
    ['bigint', '9007199254740991', seconds],
    [dialect === 'mysql' ? 'double' : 'double precision', '0', seconds],
    ['varchar(40)', "''", iso],
    ['varchar(40)', "'0000-00-00 00:00:00'", iso],
    ...(dialect === 'mysql'
      ? ([
          ['datetime', "'0000-00-00 00:00:00'", spaced],
          ['bigint unsigned', '18446744073709551615', seconds],
        ] as const)
      : []),
  ];

  it.each(marks)(
    'a column of %s whose first rows have %s is told by the others',
    async (...given) => {
      const [type, mark, end] = given;
      await fill(type, mark, [end(-2 * hour), end(hour)]);
      const store = await open();
      const ends = (await list(store)).map(({ expiry, state }) => [expiry !== null, state]);
      expect(ends.slice(0, many)).toEqual(Array(many).fill([false, 'active']));
      expect(ends.slice(many)).toEqual([[true, 'expired'], [true, 'active']]); // prettier-ignore
      expect(await store.purge()).toMatchObject({ deleted: 1, remaining: 0 });
      expect(await list(store)).toHaveLength(many + 1);
    },
  );

  it.each(marks)('where all of a column of %s is %s, nothing goes by it', async (type, mark) => {
    await fill(type, mark, []);
    const store = await open();
    const sessions = await list(store);
    expect(sessions).toHaveLength(many);
    expect(sessions.every((one) => one.state === 'active' && one.expiryUnreadable)).toBe(true);
    expect(await store.count()).toBe(many);
    // What a type for dates holds is known; such a purge has nothing to do.
    if (!type.startsWith('datetime')) {
      const refused = { code: 'LAYOUT_UNKNOWN', options: ['expiryFormat', 'columns'] };
      await expect(store.purge()).rejects.toMatchObject(refused);
      await expect(store.deleteMatching({ state: 'expired' })).rejects.toMatchObject(refused);
    }
    expect(await store.purge({ trustExpiry: true })).toMatchObject({ deleted: 0 });
    expect(await store.deleteMatching({ tokenPrefix: 't0001' })).toMatchObject({ deleted: 1 });
  });

  it('the name of a format is enough where every row has a mark', async () => {
    await fill('bigint', '0', []);
    const store = await open({ expiryFormat: 'seconds' });
    expect(await store.purge()).toMatchObject({ deleted: 0, remaining: 0 });
    await fill('bigint', '0', ['7200']);
    await expect(store.purge()).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
  });

  it('no expiry is written into a column of which no row tells the form', async () => {
    // What SQLite holds is told row by row, so it is written as any table of one’s own.
    if (dialect === 'sqlite') return;
    await fill('bigint', '0', []);
    const store = await open();
    const entry = { token: 'new', data: null, expiry: new Date() };
    await expect(store.commit(entry)).rejects.toMatchObject({ options: ['expiryFormat'] });
    expect(await store.count()).toBe(many);
  });

  it('a token row’s numbers are told by those that are no marks', async () => {
    const also = ', user_id bigint';
    await fill('bigint', '0', [seconds(-2 * hour), seconds(hour)], also);
    const store = await open(tokenRow);
    expect((await list(store)).at(-1)).toMatchObject({ state: 'active', expiryUnreadable: false });
    expect(await store.purge()).toMatchObject({ deleted: 1 });
    await fill('bigint', '0', [], also);
    const marked = await open(tokenRow);
    expect(await list(marked)).toHaveLength(many);
    await expect(marked.purge()).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
  });
});
