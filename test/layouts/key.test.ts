import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session } from '../../src/index.js';
import { describeDatabases, type TestDatabase } from '../helpers/databases.js';
import { everyServer } from '../helpers/servers.js';

const uglyTexts = [
  'plain-token',
  'PLAIN-token',
  ' blanks around ',
  "'; DROP TABLE keys; --",
  '%_%',
  'a\nb\\nc\t\u0007',
  '\\x6162',
  '\\x01',
  '\\xzz',
  'App\\User',
  'Zoë 🎉 \u202egnp',
  'no *',
  'ends in …',
  '-begins-with-a-dash',
  '0042',
];
const uglyBytes = [
  '00',
  'ff',
  '6162ff',
  'fffe00',
  '5c78',
  '5c786162',
  '0a0b',
  '61',
  '6a31'.repeat(13),
]
  .concat('c3a9', 'a1b2c3d4e5f60718293a4b5c6d7e8f90', '00'.repeat(16), 'a1b2c3ff'.repeat(8))
  .map((digits) => Buffer.from(digits, 'hex'));

interface Column {
  type: string;
  on: TestDatabase['dialect'];
  keys: readonly (string | Buffer | bigint)[];
}

const columns: readonly Column[] = [
  { type: 'text', on: 'postgres', keys: uglyTexts },
  { type: 'varchar(200)', on: 'postgres', keys: uglyTexts },
  { type: 'bytea', on: 'postgres', keys: uglyBytes },
  {
    type: 'bigint',
    on: 'postgres',
    keys: [0n, -1n, 42n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n],
  },
  {
    type: 'uuid',
    on: 'postgres',
    keys: ['550e8400-e29b-41d4-a716-446655440000', '00000000-0000-0000-0000-000000000000'],
  },
  {
    type: 'varchar(200) COLLATE utf8mb4_bin',
    on: 'mysql',
    keys: uglyTexts.filter((t) => !t.endsWith(' ')),
  },
  { type: 'varbinary(200)', on: 'mysql', keys: uglyBytes },
  { type: 'binary(16)', on: 'mysql', keys: uglyBytes.filter(({ length }) => length === 16) },
  {
    type: 'bigint unsigned',
    on: 'mysql',
    keys: [0n, 42n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 53n + 1n],
  },
  { type: 'text', on: 'sqlite', keys: uglyTexts },
  { type: 'text', on: 'sqlite', keys: uglyBytes.filter((bytes) => bytes.length !== 2) },
  { type: 'blob', on: 'sqlite', keys: uglyBytes },
  { type: 'blob', on: 'sqlite', keys: uglyTexts },
  {
    type: '',
    on: 'sqlite',
    keys: [...uglyTexts.filter((t) => t !== '\\x6162'), ...uglyBytes.slice(0, 4)],
  },
  { type: 'integer', on: 'sqlite', keys: [0n, -1n, 42n, 2n ** 63n - 1n, 2n ** 53n + 1n] },
];

const literal = (key: string | Buffer | bigint, dialect: TestDatabase['dialect']): string => {
  if (typeof key === 'bigint') return key.toString();
  if (typeof key !== 'string') {
    const digits = key.toString('hex');
    return dialect === 'postgres' ? `'\\x${digits}'::bytea` : `x'${digits}'`;
  }
  const text = `'${key.replaceAll("'", "''")}'`;
  return dialect === 'mysql' ? text.replaceAll('\\', '\\\\') : text;
};

describeDatabases((database) => {
  const { dialect } = database;
  const quote = dialect === 'mysql' ? '`' : '"';
  const options = {
    table: 'keys_of_rows',
    layout: 'custom',
    columns: { token: 'k', data: 'd' },
    create: false,
    cleanupInterval: 0,
  } as const;
  const filled = async (type: string, keys: Column['keys']): Promise<SequelizeStore> => {
    await database.query('DROP TABLE IF EXISTS keys_of_rows');
    await database.query(
      `CREATE TABLE keys_of_rows (k ${type} NOT NULL PRIMARY KEY, d text, ${quote}n${quote} integer)`,
    );
    for (const [i, key] of keys.entries())
      await database.query(
        `INSERT INTO keys_of_rows VALUES (${literal(key, dialect)}, '{"n":${i}}', ${i})`,
      );
    const store = await SequelizeStore.open(database.url(), options);
    onTestFinished(() => store.close());
    return store;
  };
  const all = async (store: SequelizeStore): Promise<Session[]> => {
    const sessions: Session[] = [];
    for await (const session of store.sessions({ state: 'all', raw: true })) sessions.push(session);
    return sessions.sort((a, b) => Number(a.columns['n']) - Number(b.columns['n']));
  };
  const left = async (): Promise<number[]> => {
    const rows = await database.query('SELECT n FROM keys_of_rows ORDER BY n');
    return rows.map(({ n }) => Number(n));
  };

  describe.each(columns.filter(({ on }) => on === dialect).map((c, i) => [c.type, i, c] as const))(
    'keys in a column %s (%i)',
    (_, __, { type, keys }) => {
      it('are listed, found by what is listed, by its beginning, and deleted, each alone', async () => {
        const store = await filled(type, keys);
        const sessions = await all(store);
        expect(sessions).toHaveLength(keys.length);
        expect(new Set(sessions.map(({ token }) => token)).size).toBe(keys.length);
        for (const [i, { token }] of sessions.entries()) {
          expect([token, (await store.get(token))?.data]).toEqual([token, { n: i }]);
          const alike = sessions.filter((other) => other.token.startsWith(token)).length;
          expect([token, await store.count({ tokenPrefix: token })]).toEqual([token, alike]);
          const start = token.slice(0, 9).replace(/[\ud800-\udbff]$/, '');
          const more = sessions.filter((other) => other.token.startsWith(start)).length;
          expect([start, await store.count({ tokenPrefix: start })]).toEqual([start, more]);
        }
        const rest = sessions.map((__, i) => i);
        for (const { token } of sessions) {
          expect([token, await store.delete(token)]).toEqual([token, true]);
          rest.shift();
          expect([token, await left()]).toEqual([token, rest]);
        }
      });

      it('come back from a backup byte for byte', async () => {
        const store = await filled(type, keys);
        const sessions = await all(store);
        const hex = dialect === 'postgres' ? `encode(k::text::bytea, 'hex')` : 'hex(k)';
        const rows = (): Promise<Record<string, unknown>[]> =>
          database.query(
            `SELECT ${type === 'bytea' ? "encode(k, 'hex')" : type === 'text' && dialect === 'postgres' ? 'k' : dialect === 'postgres' ? 'k::text' : hex} AS k, n FROM keys_of_rows ORDER BY d`,
          );
        const before = (await rows()).map(({ k }) => k);
        await database.query('DELETE FROM keys_of_rows WHERE n <> 0');
        const again = await SequelizeStore.open(database.url(), options);
        onTestFinished(() => again.close());
        await again.import(
          sessions.map(({ token, raw, expiry }) => ({ token, data: raw, expiry })),
        );
        expect((await rows()).map(({ k }) => k)).toEqual(before);
      });
    },
  );

  it('a uuid is found in upper case, in braces and by its beginning', async () => {
    if (dialect !== 'postgres') return;
    const store = await filled('uuid', ['550e8400-e29b-41d4-a716-446655440000']);
    const token = '550e8400-e29b-41d4-a716-446655440000';
    for (const form of [token.toUpperCase(), `{${token}}`, token.replaceAll('-', '')])
      expect((await store.get(form))?.token).toBe(token);
    for (const start of ['550E8400', '550e8400-E29b', '550e8400e29b', '5'])
      expect(await store.count({ tokenPrefix: start })).toBe(1);
    expect(await store.get('550e8400')).toBeUndefined();
    expect(await store.delete(token.toUpperCase())).toBe(true);
  });

  it('a new key is what the column holds', async () => {
    const type = { sqlite: 'blob', postgres: 'bytea', mysql: 'varbinary(64)' }[dialect];
    const like = await filled(type, [Buffer.from('ff'.repeat(20), 'hex')]);
    expect(like.generateId()).toMatch(/^\\x[0-9a-f]{40}$/);
    expect((await filled(type, [])).generateId()).toMatch(/^\\x[0-9a-f]{64}$/);
    expect((await filled(type, [Buffer.from('text')])).generateId()).toMatch(/^[\w-]{43}$/);
    if (dialect === 'mysql')
      expect((await filled('binary(16)', [])).generateId()).toMatch(/^\\x[0-9a-f]{32}$/);
    if (dialect === 'postgres')
      expect((await filled('uuid', [])).generateId()).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}/);
    const whole = await filled('bigint', [7n]);
    expect(() => whole.generateId()).toThrow(/k holds whole numbers/);
  });
}, everyServer);
