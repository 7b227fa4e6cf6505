import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, SessionAdminError, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';
import { describeServer } from '../helpers/servers.js';

const clock = new TestClock('2025-03-01T12:00:00.000Z');
const seconds = clock.now().getTime() / 1000;
const payload = (logins = ''): string =>
  Buffer.from(`a:${logins === '' ? 1 : 2}:{s:6:"_token";s:1:"t";${logins}}`).toString('base64');
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Laravel's sessions, and a table of users whose ids and names are of some type. */
const laravel = (idType: string, nameType = 'varchar(255)'): string[] => [
  'DROP TABLE IF EXISTS users',
  'DROP TABLE IF EXISTS sessions',
  `CREATE TABLE sessions (id varchar(255) PRIMARY KEY, user_id ${idType}, payload text NOT NULL, last_activity integer NOT NULL)`,
  `CREATE TABLE users (id ${idType} NOT NULL, email ${nameType}, username ${nameType})`,
];
const session = (id: string, user: string | null, logins = ''): string =>
  `INSERT INTO sessions VALUES ('${id.padEnd(40, 'x')}', ${user === null ? 'NULL' : quoted(user)}, '${payload(logins)}', ${seconds})`;
const user = (id: string, email: string | null, username: string | null = null): string =>
  `INSERT INTO users VALUES (${[id, email, username].map((text) => (text === null ? 'NULL' : quoted(text))).join(', ')})`;

/** The name of each user with a session. */
async function names(store: SequelizeStore): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  for await (const { user, name } of store.sessions({ state: 'all', names: true }))
    found[user ?? 'nobody'] = name;
  return found;
}

const opened = async (url: string, options: StoreOptions = {}): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(url, { clock, connections: 1, ...options });
  onTestFinished(() => store.close());
  return store;
};

const ids = {
  sqlite: ['integer', 'varchar(36)'],
  postgres: ['bigint', 'uuid', 'text', 'char(36)'],
  mysql: ['bigint unsigned', 'varchar(36)', 'char(36)'],
};
const isWhole = (type: string): boolean => type.includes('int');

describeDatabases(
  (database) => {
    const { dialect } = database;
    const made = async (statements: readonly string[], options?: StoreOptions) => {
      for (const sql of statements) await database.query(sql);
      return opened(database.url(), options);
    };

    it.each(ids[dialect])('names users by ids of type %s', async (type) => {
      const [ann, bob, gone] = isWhole(type)
        ? ['42', '7', '9']
        : ['0e8f0000-0000-4000-8000-00000000000a', '0e8f0000-0000-4000-8000-00000000000b', null];
      const store = await made([
        ...laravel(type),
        user(ann, 'ann@example.test', 'ann'),
        user(bob, null, 'bob'),
        ...[ann, bob, gone ?? null].map((id, n) => session(`s${n}`, id)),
      ]);
      expect(await names(store)).toEqual({
        [ann]: 'ann@example.test',
        [bob]: 'bob',
        [gone ?? 'nobody']: null,
      });
      expect(await store.resolveUser(ann)).toMatchObject({ user: ann, byName: false, known: true });
      expect(await store.resolveUser('ANN@Example.test')).toMatchObject({
        user: ann,
        byName: true,
      });
      expect(await store.resolveUser('bob')).toMatchObject({ user: bob, byName: true });
    });

    it('asks with ids that no column of that type can hold, and finds nobody', async () => {
      const store = await made([...laravel(ids[dialect][0] ?? ''), user('42', 'ann@example.test')]);
      const asked = ['ann', '042', '1e400', '99999999999999999999999', '', "'", '\0', '𝄞', '42'];
      expect([...(await store.names(asked))]).toEqual([['42', 'ann@example.test']]);
      for (const text of asked.slice(0, -1)) {
        expect(await store.resolveUser(text)).toMatchObject({ user: text, known: false });
      }
      expect((await store.people()).why).toBe(null);
    });

    it('cuts names in the database, and leaves out those that are empty or of two', async () => {
      const type = dialect === 'mysql' ? 'longtext' : 'text';
      const long = 'n'.repeat(1_000_000);
      const store = await made([
        ...laravel('integer', type),
        user('1', long, 'one'),
        user('2', ' ', 'two'),
        user('3', '', null),
        user('4', 'four@a.test'),
        user('4', 'four@b.test'),
      ]);
      const found = await store.names(['1', '2', '3', '4']);
      expect([...found]).toEqual([
        ['1', `${'n'.repeat(256)}…`],
        ['2', 'two'],
      ]);
      expect(await store.resolveUser(long)).toMatchObject({ user: long, known: false });
    });

    it('refuses a login of several, and one that is another user’s id', async () => {
      const store = await made([
        ...laravel('integer'),
        user('1', 'ann@example.test', 'Ann'),
        user('2', 'other@example.test', 'ANN'),
        user('3', 'three@example.test', '1'),
        user('4', 'four@example.test', '4'),
        user('5', 'five@example.test', '99'),
      ]);
      const refused = (text: string): Promise<string> =>
        store.resolveUser(text).then(
          (found) => `found ${found.user}`,
          (error: unknown) =>
            error instanceof SessionAdminError ? `${error.code} ${error.message}` : 'other',
        );
      expect(await refused('ann')).toBe(
        'INVALID_ARGUMENT ann is the login of 2 users of users: 1 (ann@example.test), 2 (other@example.test): give the id',
      );
      expect(await refused('Ann')).toBe('found 1');
      expect(await refused('1')).toBe(
        'INVALID_ARGUMENT 1 is an id, and the login of another user of users: ' +
          '1 (ann@example.test), 3 (three@example.test): give that id, or, if 1 is the id, ask no table of users',
      );
      expect(await refused('4')).toBe('found 4');
      expect(await refused('99')).toMatch(/^INVALID_ARGUMENT 99 is an id/);
    });

    it('takes no login for the id of somebody who has sessions and is gone', async () => {
      const store = await made([
        ...laravel('varchar(36)'),
        user('u1', 'bob', null),
        user('u2', 'eve', null),
        session('a', 'bob'),
      ]);
      await expect(store.resolveUser('bob')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await store.resolveUser('eve')).toMatchObject({ user: 'u2', byName: true });
    });

    it('names nobody whose login is another table’s', async () => {
      const guard = (name: string): string =>
        `s:${name.length + 47}:"login_${name}_${'a'.repeat(40)}";i:5;`;
      const store = await made([
        ...laravel('integer'),
        user('5', 'ann@example.test'),
        session('web', null, guard('web')),
        session('admin', null, guard('admin')),
      ]);
      const found: unknown[] = [];
      for await (const { token, name } of store.sessions({ names: true, sort: 'token' }))
        found.push([token.replaceAll('x', ''), name]);
      expect(found).toEqual([
        ['admin', null],
        ['web', 'ann@example.test'],
      ]);
    });

    it('names users while the sessions are sorted, and asks each only once', async () => {
      const statements: string[] = [];
      const store = await made(
        [
          ...laravel('integer'),
          user('42', 'ann@example.test'),
          session('a', '42'),
          session('b', '42'),
        ],
        { onSql: (sql) => statements.push(sql) },
      );
      const found: (string | null)[] = [];
      for await (const { name } of store.sessions({ names: true, sort: 'expiry', pageSize: 1 }))
        found.push(name);
      expect(found).toEqual(['ann@example.test', 'ann@example.test']);
      expect(statements.filter((sql) => /\bn0\b/.test(sql))).toHaveLength(1);
      expect((await store.get('a'.padEnd(40, 'x'), { names: true }))?.name).toBe(
        'ann@example.test',
      );
    });

    it('takes the table that is named, with whatever columns', async () => {
      const people = { table: 'Members', id: 'pk', names: ['login', 'mail'] };
      const quote = dialect === 'mysql' ? '`' : '"';
      const table = `${quote}Members${quote}`;
      const store = await made(
        [
          ...laravel('integer'),
          user('42', 'not-asked@example.test'),
          session('a', '42'),
          `DROP TABLE IF EXISTS ${table}`,
          `CREATE TABLE ${table} (pk integer, login varchar(99), mail varchar(99), born integer)`,
          `INSERT INTO ${table} VALUES (42, NULL, 'ann@example.test', 1970)`,
        ],
        { people },
      );
      expect(await names(store)).toEqual({ '42': 'ann@example.test' });
      const other = (given: Partial<typeof people>): Promise<unknown> =>
        opened(database.url(), { people: { ...people, ...given } })
          .then((one) => one.people())
          .catch((error: unknown) => (error instanceof SessionAdminError ? error.message : error));
      expect(await other({ table: 'member' })).toMatch(
        /^there is no table of users member in .*: it has Members, users, sessions$/,
      );
      expect(await other({ names: ['email'] })).toBe(
        'the table of users Members has no column email: it has pk, login, mail, born',
      );
      if (dialect !== 'sqlite')
        expect(await other({ names: ['born'] })).toMatch(/born .* is no text/);
    });

    it('asks nothing where nobody is to be asked, and where there is no table', async () => {
      const statements: string[] = [];
      const onSql = (sql: string): void => void statements.push(sql);
      const all = [...laravel('integer'), user('42', 'ann@example.test'), session('a', '42')];
      const silent = await made(all, { people: false, onSql });
      expect(await names(silent)).toEqual({ '42': null });
      expect(statements.filter((sql) => sql.includes('users'))).toEqual([]);
      expect(await silent.resolveUser('ann@example.test')).toMatchObject({
        user: 'ann@example.test',
        known: null,
      });
      await database.query('DROP TABLE users');
      const without = await opened(database.url());
      expect(await names(without)).toEqual({ '42': null });
      expect(await without.people()).toMatchObject({
        table: null,
        why: 'there is no table users that this database user may read',
      });
    });
  },
  ['PostgreSQL', 'MariaDB'],
);

/** A user of the database who may read the sessions, and what else is granted. */
describe.each(['PostgreSQL', 'MariaDB'] as const)('with too few rights on %s', (name) => {
  describeServer(name, (scratch) => {
    const granted = async (
      what: string | null,
      options?: StoreOptions,
    ): Promise<SequelizeStore> => {
      const role = `sa_${randomBytes(5).toString('hex')}`;
      const who = name === 'PostgreSQL' ? role : `'${role}'@'%'`;
      const password = name === 'PostgreSQL' ? "PASSWORD 'pw'" : "IDENTIFIED BY 'pw'";
      const all = [
        ...laravel('integer'),
        user('42', 'ann@example.test', 'ann'),
        session('a', '42'),
      ];
      for (const sql of all) await scratch.query(sql);
      await scratch.query(`CREATE USER ${who} ${password}`);
      onTestFinished(async () => {
        if (name === 'PostgreSQL') await scratch.query(`DROP OWNED BY ${role}`);
        await scratch.query(`DROP USER ${who}`);
      });
      await scratch.query(`GRANT SELECT ON sessions TO ${who}`);
      if (what !== null) await scratch.query(`GRANT ${what} ON users TO ${who}`);
      return opened(scratch.url({ name: role, password: 'pw' }), options);
    };

    it('loses the names and nothing else', async () => {
      const store = await granted(null);
      expect(await names(store)).toEqual({ '42': null });
      expect(await store.resolveUser('ann@example.test')).toMatchObject({
        user: 'ann@example.test',
        known: null,
      });
      expect((await store.people()).why).toMatch(/may read/);
    });

    it('shows what may be read', async () => {
      expect(await names(await granted('SELECT (id, username)'))).toEqual({ '42': 'ann' });
    });

    it('loses no more where the table was named', async () => {
      const people = { table: 'users', id: 'id', names: ['email'] };
      const store = await granted(null, { people });
      expect(await names(store)).toEqual({ '42': null });
      expect((await store.people()).why).toBe('this database user may not read users');
    });
  });
});

describeServer('MariaDB', (scratch) => {
  it('has the prefix that the sessions have', async () => {
    for (const sql of [
      'CREATE TABLE shop_session (session_id varchar(32) PRIMARY KEY, data text NOT NULL, expire datetime NOT NULL)',
      `INSERT INTO shop_session VALUES ('a1b2c3d4e5f60718293a4b5c6d', '{"customer_id":"42"}', '2030-01-02 03:04:05')`,
      'CREATE TABLE shop_customer (customer_id int PRIMARY KEY, email varchar(96) NOT NULL)',
      `INSERT INTO shop_customer VALUES (42, 'ann@example.test')`,
      'CREATE TABLE oc_customer (customer_id int PRIMARY KEY, email varchar(96) NOT NULL)',
      `INSERT INTO oc_customer VALUES (42, 'of@another.test')`,
    ])
      await scratch.query(sql);
    const store = await opened(scratch.url(), { layout: 'opencart', table: 'shop_session' });
    expect(await names(store)).toEqual({ '42': 'ann@example.test' });
    expect((await store.people()).table).toBe('shop_customer');
  });
});
