import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../../src/index.js';
import { encodeSerialized } from '../../../src/codecs/php/encode.js';
import { describeDatabases, type TestDatabase } from '../../helpers/databases.js';

const webLogin = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';
const key = (letter: string): string => letter.repeat(40);
const seconds = Math.floor(Date.now() / 1000);

/** A session of a user, in the column that a migration made, or, where that is empty, in the payload. */
const session = (letter: string, user: number, inColumn = true): string => {
  const data = encodeSerialized({ _token: key('t'), [webLogin]: user });
  const payload = Buffer.from(data).toString('base64');
  return `('${key(letter)}', ${inColumn ? user : 'NULL'}, '${payload}', ${seconds})`;
};

const userTable = (database: TestDatabase): string =>
  `CREATE TABLE users (id ${database.dialect === 'sqlite' ? 'INTEGER' : 'bigint'} NOT NULL PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE, remember_token varchar(100) NULL)`;

const tables = ['personal_access_tokens', 'sessions', 'users', 'admins', 'came'];

describeDatabases(
  (database) => {
    /** What is alike on every database. */
    const alike = it.runIf(database.dialect === 'sqlite');
    const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(database.url(), options);
      onTestFinished(() => store.close());
      return store;
    };
    const left = async (): Promise<unknown> => ({
      sessions: (await database.query('SELECT id FROM sessions ORDER BY id')).map(({ id }) =>
        (id as string).charAt(0),
      ),
      remembered: (
        await database.query('SELECT id FROM users WHERE remember_token IS NOT NULL ORDER BY id')
      ).map(({ id }) => Number(id)),
    });
    const before = { sessions: ['a', 'b', 'c', 'd'], remembered: [1, 2] };

    beforeEach(async () => {
      for (const table of tables) await database.query(`DROP TABLE IF EXISTS ${table}`);
      await database.query(userTable(database));
      await database.query(
        `INSERT INTO users VALUES (1, 'ann@example.test', 'r1'), (2, 'ben@example.test', 'r2'), (3, 'cat@example.test', NULL)`,
      );
      await database.query(`CREATE TABLE sessions (id varchar(255) NOT NULL PRIMARY KEY,
      user_id bigint NULL, payload ${database.dialect === 'mysql' ? 'longtext' : 'text'} NOT NULL, last_activity int NOT NULL)`);
      await database.query(
        `INSERT INTO sessions VALUES ${[session('a', 1), session('b', 1, false), session('c', 2), session('d', 3)].join(', ')}`,
      );
    });

    it('ends the sessions of one person, in the column and in the payload, and the token that remembers', async () => {
      const store = await open();
      const looked = await store.lockout({ user: '1', dryRun: true });
      expect(looked).toEqual({
        user: '1',
        matched: 2,
        deleted: 0,
        also: [{ what: 'remember-me tokens', table: 'users', rows: 1, why: null }],
        livesOn: [],
      });
      expect(await left()).toEqual(before);
      expect(await store.lockout({ user: '1' })).toEqual({ ...looked, deleted: 2 });
      expect(await left()).toEqual({ sessions: ['c', 'd'], remembered: [2] });
      // Once more there is nothing to do.
      expect(await store.lockout({ user: '1' })).toMatchObject({
        matched: 0,
        deleted: 0,
        also: [{ rows: 0 }],
      });
      expect(await left()).toEqual({ sessions: ['c', 'd'], remembered: [2] });
    });

    alike(
      'ends the token that remembers where there is no session, and keeps the one session that is to stay',
      async () => {
        const store = await open();
        await store.lockout({ user: '1', except: key('b') });
        expect(await left()).toEqual({ sessions: ['b', 'c', 'd'], remembered: [2] });
        await database.query(`UPDATE users SET remember_token = 'r3' WHERE id = 3`);
        await store.deleteMatching({ user: '3', state: 'all' });
        expect(await store.lockout({ user: '3' })).toMatchObject({
          deleted: 0,
          also: [{ rows: 1 }],
        });
        expect(await left()).toEqual({ sessions: ['b', 'c'], remembered: [2] });
      },
    );

    alike.each([
      [key('c'), 'is another user’s'],
      [key('x'), 'there is no session of that token'],
      ['a', 'there is no session of that token'],
      [`${key('a')} `, 'there is no session of that token'],
      [key('A'), 'there is no session of that token'],
    ])('does nothing where the session that is to stay is not theirs: %s', async (except, why) => {
      const store = await open();
      await expect(store.lockout({ user: '1', except })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(why) as string,
      });
      expect(await left()).toEqual(before);
    });

    it('says what lives on where the person has it', async () => {
      const isMysql = database.dialect === 'mysql';
      await database.query(
        'CREATE TABLE personal_access_tokens (id int, tokenable_type varchar(255), tokenable_id bigint)',
      );
      const user = `'App${isMysql ? '\\\\' : '\\'}Models${isMysql ? '\\\\' : '\\'}User'`;
      await database.query(
        `INSERT INTO personal_access_tokens VALUES (1, ${user}, 1), (2, ${user}, 1), (3, ${user}, 2), (4, 'Team', 1)`,
      );
      const store = await open();
      expect((await store.lockout({ user: '1', dryRun: true })).livesOn).toEqual([
        'API tokens of Sanctum are taken until they are deleted (2 in personal_access_tokens)',
      ]);
      expect((await store.lockout({ user: '3', dryRun: true })).livesOn).toEqual([]);
    });

    it('finds a session that came while the others were being ended', async () => {
      // The browser that is remembered comes back in the very moment.
      const row = session('e', 1);
      const once = 'WHERE NOT EXISTS (SELECT 1 FROM came)';
      await database.query('CREATE TABLE came (n int)');
      const columns = row.slice(1, -1);
      const insert = `INSERT INTO sessions SELECT ${columns} ${database.dialect === 'mysql' ? 'FROM DUAL ' : ''}${once}`;
      const body = `${insert}; INSERT INTO came VALUES (1);`;
      if (database.dialect === 'postgres') {
        await database.query(
          `CREATE OR REPLACE FUNCTION comes_back() RETURNS trigger AS $$ BEGIN ${body} RETURN NEW; END $$ LANGUAGE plpgsql`,
        );
        await database.query(
          'CREATE TRIGGER back AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION comes_back()',
        );
      } else {
        await database.query(
          `CREATE TRIGGER back AFTER UPDATE ON users FOR EACH ROW BEGIN ${body} END`,
        );
      }
      const store = await open();
      expect(await store.lockout({ user: '1' })).toMatchObject({ matched: 3, deleted: 3 });
      expect(await left()).toEqual({ sessions: ['c', 'd'], remembered: [2] });
    });

    it('does all or nothing where the database keeps a session', async () => {
      const refuse = {
        sqlite: `BEGIN SELECT RAISE(ABORT, 'kept'); END`,
        mysql: `BEGIN SIGNAL SQLSTATE '45000'; END`,
        postgres: 'EXECUTE FUNCTION keeps()',
      }[database.dialect];
      if (database.dialect === 'postgres') {
        await database.query(
          `CREATE OR REPLACE FUNCTION keeps() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'kept'; END $$ LANGUAGE plpgsql`,
        );
      }
      await database.query(`CREATE TRIGGER keeps BEFORE DELETE ON sessions FOR EACH ROW ${refuse}`);
      const store = await open();
      await expect(store.lockout({ user: '1' })).rejects.toMatchObject({
        code: 'DATABASE_REFUSED',
      });
      expect(await left()).toEqual(before);
    });

    alike('says what it does not look at, and takes no other column for it', async () => {
      await database.query('DROP TABLE users');
      await database.query(
        'CREATE TABLE users (id bigint NOT NULL PRIMARY KEY, email varchar(255))',
      );
      const missing = { what: 'remember-me tokens', table: null, rows: null };
      expect((await (await open()).lockout({ user: '1', dryRun: true })).also).toEqual([
        { ...missing, why: 'users has no column remember_token' },
      ]);
      expect((await (await open({ people: false })).lockout({ user: '1' })).also).toEqual([
        { ...missing, why: 'no table of users is to be asked' },
      ]);
      expect(await database.query('SELECT id FROM sessions')).toHaveLength(2);
    });

    alike('clears nothing in a table of users but the one that was named', async () => {
      await database.query(
        'CREATE TABLE admins (id bigint NOT NULL PRIMARY KEY, email varchar(255), remember_token varchar(100))',
      );
      await database.query(`INSERT INTO admins VALUES (1, 'root@example.test', 'r9')`);
      const store = await open({ people: { table: 'admins', id: 'id', names: ['email'] } });
      expect((await store.lockout({ user: '1' })).also).toMatchObject([
        { table: 'admins', rows: 1 },
      ]);
      expect(await left()).toMatchObject({ remembered: [1, 2] });
      expect(
        await database.query('SELECT id FROM admins WHERE remember_token IS NULL'),
      ).toHaveLength(1);
    });
  },
  ['PostgreSQL', 'MariaDB'],
);
