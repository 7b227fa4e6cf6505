import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { jsonCell } from '../../../src/codecs/json-cell.js';
import { SequelizeStore, type StoreOptions } from '../../../src/index.js';
import { TestClock } from '../../helpers/clock.js';
import { describeDatabases } from '../../helpers/databases.js';

const now = 1_740_830_400;
const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(22)) as [string, string, string];

/** As JSON.generate writes an entry, or as people and databases may. */
const entry = (expiry: unknown, more = ''): string =>
  `{"token":"$2a$10$x","expiry":${JSON.stringify(expiry)}${more}}`;
const first = `{"${a}":${entry(now + 60, ',"updated_at":"2025-03-01T11:00:00Z","note":"}{[,:\\" ü𝄞"')} , "${b}" : ${entry(now - 1)},"${c}":${entry(now)}}`;

describeDatabases(
  (database) => {
    const clock = new TestClock(new Date(now * 1000));
    const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(database.url(), { clock, ...options });
      onTestFinished(() => store.close());
      return store;
    };
    const cells = async (): Promise<unknown[]> => {
      const text = database.dialect === 'postgres' ? 'CAST(tokens AS text)' : 'tokens';
      const rows = await database.query(`SELECT ${text} AS t FROM users ORDER BY id`);
      return rows.map((row) => row['t']);
    };
    const tokens = async (store: SequelizeStore): Promise<string> => {
      let found = '';
      for await (const { token } of store.sessions({ state: 'all', sort: 'token' }))
        found += token.charAt(0);
      return found;
    };

    beforeEach(async () => {
      const json = database.dialect === 'postgres' ? 'json' : 'text';
      await database.query('DROP TABLE IF EXISTS users');
      await database.query(
        `CREATE TABLE users (id ${database.dialect === 'postgres' ? 'bigserial' : 'INTEGER'} PRIMARY KEY, provider varchar(50) NOT NULL DEFAULT 'email', uid varchar(200) NOT NULL, encrypted_password varchar(200) NOT NULL DEFAULT '', email varchar(200), tokens ${json})`,
      );
      await database.query(
        `INSERT INTO users (uid, email, tokens) VALUES ('ann', 'ann@example.test', '${first}'), ('bob', 'bob@example.test', NULL), ('eve', 'eve@example.test', '{"d":${entry(String(now + 5))}}'), ('odd', NULL, '["x"]')`,
      );
    });

    it('opens each cell, names its user, and hides what is secret', async () => {
      const store = await open();
      expect(store.info).toMatchObject({ layout: 'devise-token-auth', table: 'users' });
      expect(store.info.proof.verdict).toBe('proven');
      expect(await tokens(store)).toBe('abcd');
      expect(await store.get(a, { names: true })).toMatchObject({
        user: '1',
        name: 'ann@example.test',
        state: 'active',
        expiry: new Date((now + 60) * 1000),
        lastSeen: new Date('2025-03-01T11:00:00Z'),
        data: { token: '(secret)', note: '}{[,:" ü𝄞' },
      });
      // At its very second a token is dead, and goes once that is over.
      expect((await store.get(c))?.state).toBe('expired');
      // With the one that stands for what cannot be read.
      expect(await store.count()).toBe(3);
      for await (const { error } of store.sessions({ user: '4' }))
        expect(error).toContain('left as it is');
    });

    it('takes sessions out byte for byte, leaves {} behind, and never a row', async () => {
      const store = await open();
      expect(await store.delete(b)).toBe(true);
      const [cell] = await cells();
      expect(cell).toBe(first.replace(`, "${b}" : ${entry(now - 1)}`, ''));
      expect(await store.delete(a)).toBe(true);
      expect(await store.delete(c)).toBe(true);
      expect(await store.deleteMatching({ user: '3' })).toMatchObject({ deleted: 1 });
      expect(await cells()).toEqual(['{}', null, '{}', '["x"]']);
    });

    it('purges by its own edge', async () => {
      const store = await open();
      expect(await store.purge()).toMatchObject({ deleted: 1 });
      expect(await tokens(store)).toBe('acd');
    });

    it('is not looked for in the users of others', async () => {
      await database.query('ALTER TABLE users RENAME COLUMN tokens TO reset_token');
      await expect(open()).rejects.toMatchObject({ code: 'TABLE_MISSING' });
    });

    it('takes no session, and says why', async () => {
      const store = await open();
      await expect(store.login({ cookie: false })).rejects.toThrow('bcrypt');
    });
  },
  ['PostgreSQL'],
);

describe('a cell of JSON', () => {
  const without = (text: string, ...keys: string[]): string | undefined =>
    jsonCell.open(Buffer.from(text)).without(new Set(keys))?.toString();

  it.each([
    ['{"a":1,"b":2,"c":3}', ['a'], '{"b":2,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['b'], '{"a":1,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['c'], '{"a":1,"b":2}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'c'], '{"b":2}'],
    [' { "a" : [1,{"b":2}] ,\n"b":"," } ', ['a'], ' { \n"b":"," } '.replace('{ ', '{')],
    ['{"a":1,"a":2,"b":3}', ['a'], '{"b":3}'],
    ['{"\\u0061":1,"b":{"a":1}}', ['a'], '{"b":{"a":1}}'],
    ['{"a":"\\\\","b":"\\"}"}', ['a'], '{"b":"\\"}"}'],
    ['{"__proto__":1,"b":2}', ['__proto__'], '{"b":2}'],
    ['{"a":1}', ['a'], undefined],
    // As Rails writes it into a column for JSON.
    [JSON.stringify('{"a":{"x":"é"},"b":2}'), ['a'], JSON.stringify('{"b":2}')],
    [JSON.stringify('{"a":"<&>","b":2}'), ['b'], JSON.stringify('{"a":"<&>"}')],
    ['"{\\"a\\":\\"\\u003c\\u0026\\",\\"b\\":2}"', ['b'], '"{\\"a\\":\\"\\u003c\\u0026\\"}"'],
    [JSON.stringify('{"a":1}'), ['a'], undefined],
  ])('%s without %j', (text, keys, left) => {
    expect(without(text, ...keys)).toBe(left);
  });

  it('opens into its entries, with their own bytes', () => {
    const { entries } = jsonCell.open(
      Buffer.from('{"a": {"x":"é"} , "a":9, "b":12345678901234567890}'),
    );
    expect(entries.map(({ key, value, data }) => [key, value.toString(), data])).toEqual([
      ['a', '9', 9],
      ['b', '12345678901234567890', 12345678901234567890n],
    ]);
    for (const none of ['', '{}', ' { } ', 'null', '"{}"', '"null"']) {
      expect(jsonCell.open(Buffer.from(none)).entries).toEqual([]);
    }
  });

  it.each([
    '[]',
    '7',
    '"x"',
    '"[]"',
    '""',
    '"\\u007b}"',
    JSON.stringify('"{}"'),
    '{"a":1',
    '{a:1}',
    '{"a":1}x',
    '[{"a":1}]',
  ])('refuses %s', (text) => {
    expect(() => jsonCell.open(Buffer.from(text))).toThrow('not JSON that can be read');
  });
});
