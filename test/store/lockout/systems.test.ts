import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type LockoutResult, type StoreOptions } from '../../../src/index.js';
import { describeDatabases } from '../../helpers/databases.js';
import { describeServer } from '../../helpers/servers.js';
import { loggedIn, makeWordPress, verifier } from '../../helpers/wordpress.js';

const hour = 3_600_000;
const at = (ms: number): Date => new Date(Date.now() + ms);

async function open(url: string, options: StoreOptions = {}): Promise<SequelizeStore> {
  const store = await SequelizeStore.open(url, options);
  onTestFinished(() => store.close());
  return store;
}

/** What was ended, and where. */
const ended = ({ also }: LockoutResult): unknown[] =>
  also.map(({ what, table, rows }) => [what, table, rows]);

describeDatabases((database) => {
  const query = (sql: string): Promise<unknown> => database.query(sql);
  const fill = async (statements: readonly string[]): Promise<void> => {
    for (const sql of statements) await query(sql);
  };

  it('better-auth: devices that are trusted go with the sessions, and no other verification', async () => {
    const token = (letter: string): string => letter.repeat(32);
    const session = (letter: string, user: string): string =>
      `('${letter}', '${at(hour).toISOString()}', '${token(letter)}', '${user}', NULL, NULL)`;
    await fill([
      'CREATE TABLE user (id text PRIMARY KEY, email text)',
      'CREATE TABLE session (id text PRIMARY KEY, expiresAt date, token text UNIQUE, userId text, ipAddress text, userAgent text)',
      'CREATE TABLE verification (id text PRIMARY KEY, identifier text, value text, expiresAt date)',
      `INSERT INTO session VALUES ${[session('a', 'u1'), session('b', 'u2')].join(', ')}`,
      `INSERT INTO verification (id, identifier, value) VALUES ('1', 'trust-device-x', 'u1'), ('2', 'trust-device-y', 'u2'), ('3', 'reset-password:x', 'u1'), ('4', 'Trust-Device-z', 'u1')`,
    ]);
    const done = await (await open(database.url())).lockout({ user: 'u1' });
    expect([done.deleted, ended(done)]).toEqual([1, [['trusted devices', 'verification', 1]]]);
    expect(done.livesOn).toHaveLength(2);
    expect(await query('SELECT id FROM verification ORDER BY id')).toEqual(
      ['2', '3', '4'].map((id) => ({ id })),
    );
  });

  it('Redmine: tokens of the same table that log in again go, and keys of the API stay and are told', async () => {
    const made = `'${new Date().toISOString().replace('T', ' ').replace('Z', '000')}'`;
    const token = (id: number, user: number, action: string): string =>
      `(${id}, ${user}, '${action}', '${String(id).repeat(40)}', ${made}, ${made})`;
    await fill([
      'CREATE TABLE tokens (id integer PRIMARY KEY, user_id int, action varchar(30), value varchar(40) UNIQUE, created_on datetime(6), updated_on datetime(6))',
      `INSERT INTO tokens VALUES ${[token(1, 7, 'session'), token(2, 7, 'autologin'), token(3, 7, 'api'), token(4, 8, 'autologin'), token(5, 8, 'session')].join(', ')}`,
    ]);
    const done = await (await open(database.url())).lockout({ user: '7' });
    expect([done.deleted, ended(done)]).toEqual([1, [['autologin tokens', 'tokens', 1]]]);
    expect(done.livesOn).toEqual([
      'API and Atom keys are taken until they are reset (1 in tokens)',
    ]);
    expect(await query('SELECT id FROM tokens ORDER BY id')).toEqual(
      [3, 4, 5].map((id) => ({ id })),
    );
  });

  it('Spring: attributes of the sessions and logins that are remembered go along', async () => {
    const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
    const session = (n: number, user: string): string =>
      `('${id(n)}', '${id(n + 5)}', 1, 1, 1800, ${at(hour).getTime()}, '${user}')`;
    await fill([
      'CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) PRIMARY KEY, SESSION_ID CHAR(36), CREATION_TIME BIGINT, LAST_ACCESS_TIME BIGINT, MAX_INACTIVE_INTERVAL INT, EXPIRY_TIME BIGINT, PRINCIPAL_NAME VARCHAR(100))',
      'CREATE TABLE SPRING_SESSION_ATTRIBUTES (SESSION_PRIMARY_ID CHAR(36), ATTRIBUTE_NAME VARCHAR(200), ATTRIBUTE_BYTES BLOB)',
      'CREATE TABLE persistent_logins (username varchar(64), series varchar(64) PRIMARY KEY, token varchar(64), last_used timestamp)',
      `INSERT INTO SPRING_SESSION VALUES ${[session(1, 'ann'), session(2, 'ben')].join(', ')}`,
      `INSERT INTO SPRING_SESSION_ATTRIBUTES VALUES ('${id(1)}', 'a', 'x'), ('${id(1)}', 'b', 'x'), ('${id(2)}', 'a', 'x')`,
      `INSERT INTO persistent_logins (username, series) VALUES ('ann', '1'), ('ann', '2'), ('Ann', '3')`,
    ]);
    const done = await (await open(database.url())).lockout({ user: 'ann' });
    expect([done.deleted, ended(done)]).toEqual([
      1,
      [
        ['attributes', 'SPRING_SESSION_ATTRIBUTES', 2],
        ['remember-me tokens', 'persistent_logins', 2],
      ],
    ]);
    expect(await query('SELECT SESSION_PRIMARY_ID AS id FROM SPRING_SESSION_ATTRIBUTES')).toEqual([
      { id: id(2) },
    ]);
    expect(await query('SELECT series FROM persistent_logins')).toEqual([{ series: '3' }]);
  });

  it('Spring without logins that are remembered: it is said that none was looked at', async () => {
    await fill([
      'CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) PRIMARY KEY, SESSION_ID CHAR(36), CREATION_TIME BIGINT, LAST_ACCESS_TIME BIGINT, MAX_INACTIVE_INTERVAL INT, EXPIRY_TIME BIGINT, PRINCIPAL_NAME VARCHAR(100))',
    ]);
    const { also } = await (await open(database.url())).lockout({ user: 'ann' });
    expect(also).toEqual([
      {
        what: 'remember-me tokens',
        table: null,
        rows: null,
        why: 'there is no table persistent_logins',
      },
    ]);
  });

  it('Devise: what says when it was remembered is cleared with the token', async () => {
    const payload = Buffer.from(
      '\x04\x08{\x06I"\x19warden.user.user.key\x06:\x06ET[\x07[\x06i\x06I"\x08abc\x06;\x00T',
      'latin1',
    ).toString('base64');
    await fill([
      'CREATE TABLE users (id integer PRIMARY KEY, email varchar, remember_created_at datetime(6))',
      `INSERT INTO users VALUES (1, 'ann@example.test', '2026-01-01 00:00:00'), (2, 'ben@example.test', '2026-01-01 00:00:00')`,
      'CREATE TABLE sessions (id integer PRIMARY KEY, session_id varchar NOT NULL, data text, created_at datetime(6), updated_at datetime(6))',
      `INSERT INTO sessions VALUES (1, '2::${'a'.repeat(64)}', '${payload}', '2026-01-01 00:00:00', '${new Date().toISOString()}')`,
    ]);
    const done = await (await open(database.url())).lockout({ user: '1' });
    expect([done.deleted, ended(done)]).toEqual([1, [['remember-me tokens', 'users', 1]]]);
    expect(await query('SELECT id FROM users WHERE remember_created_at IS NULL')).toEqual([
      { id: 1 },
    ]);
  });

  it('Gitea and Forgejo: what remembers a login goes, of whichever of the two it is', async () => {
    await fill([
      'CREATE TABLE session (key CHAR(16) PRIMARY KEY NOT NULL, data BLOB NULL, expiry INTEGER NULL)',
      'CREATE TABLE auth_token (id TEXT PRIMARY KEY, token_hash TEXT, user_id INTEGER, expires_unix INTEGER)',
      `INSERT INTO auth_token VALUES ('a', 'x', 7, 1), ('b', 'x', 8, 1)`,
    ]);
    const named = () => open(database.url(), { layout: 'gitea' });
    expect((await (await named()).lockout({ user: '7' })).also).toEqual([
      { what: 'remember-me tokens', table: 'auth_token', rows: 1, why: null },
      {
        what: 'Forgejo’s remember-me tokens',
        table: null,
        rows: null,
        why: 'there is no table forgejo_auth_token',
      },
    ]);
    await fill([
      'DROP TABLE auth_token',
      "CREATE TABLE forgejo_auth_token (id INTEGER PRIMARY KEY, uid INTEGER, lookup_key TEXT UNIQUE, hashed_validator TEXT, purpose TEXT NOT NULL DEFAULT 'long_term_authorization', expiry INTEGER)",
      `INSERT INTO forgejo_auth_token (id, uid, lookup_key, purpose) VALUES (1, 7, 'a', 'long_term_authorization'), (2, 7, 'b', 'password_reset'), (3, 8, 'c', 'long_term_authorization')`,
    ]);
    expect(ended(await (await named()).lockout({ user: '7' }))).toContainEqual([
      'Forgejo’s remember-me tokens',
      'forgejo_auth_token',
      2,
    ]);
    expect(await query('SELECT id FROM forgejo_auth_token')).toEqual([{ id: 3 }]);
  });

  it('a table of tokens that anybody may have made: nothing without its layout being named', async () => {
    await fill([
      'CREATE TABLE sessions (id text PRIMARY KEY, user_id int, expires_at text)',
      `INSERT INTO sessions VALUES ('${'a'.repeat(32)}', 7, '${at(hour).toISOString()}')`,
    ]);
    const store = await open(database.url());
    for (const dryRun of [true, false]) {
      await expect(store.lockout({ user: '7', dryRun })).rejects.toMatchObject({
        code: 'LAYOUT_UNKNOWN',
      });
    }
    expect(await query('SELECT id FROM sessions')).toHaveLength(1);
    const named = await open(database.url(), { layout: 'token-row' });
    expect(await named.lockout({ user: '7' })).toMatchObject({ deleted: 1, also: [] });
  });

  it('WordPress: sessions go out of the cell of one user, but for the one that stays', async () => {
    const site = await makeWordPress(database);
    const entry = loggedIn(at(hour), at(-hour));
    await site.cell(1, { [verifier('a')]: entry, [verifier('b')]: entry });
    await site.cell(2, { [verifier('c')]: entry });
    await site.cell(1, 'x', '_application_passwords');
    const store = await open(database.url());
    const [before] = await site.cells(2);
    const looked = await store.lockout({ user: '1', except: verifier('b'), dryRun: true });
    expect([looked.matched, looked.deleted]).toEqual([1, 0]);
    expect(looked.livesOn[1]).toContain('application passwords');
    expect(looked.livesOn[1]).toContain('(1 in wp_usermeta)');
    await store.lockout({ user: '1', except: verifier('b') });
    expect(await store.get(verifier('b'))).toMatchObject({ user: '1' });
    expect(await store.get(verifier('a'))).toBeUndefined();
    expect(await store.lockout({ user: '1' })).toMatchObject({ matched: 1, deleted: 1 });
    expect(await site.cells()).toEqual([before]);
  });

  it('WordPress: a cell that cannot be read is left as it is, and said to be there', async () => {
    const site = await makeWordPress(database);
    await site.cell(1, 'a:1:{broken');
    const store = await open(database.url());
    expect(await store.lockout({ user: '1' })).toMatchObject({ matched: 1, deleted: 0 });
    expect(await site.cells(1)).toEqual(['a:1:{broken']);
  });
}, []);

describeServer('PostgreSQL', (scratch) => {
  const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

  describe('Supabase', () => {
    beforeEach(async () => {
      await scratch.query('DROP SCHEMA IF EXISTS auth CASCADE');
      await scratch.query('CREATE SCHEMA auth');
      await scratch.query('CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar)');
      await scratch.query(`CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL, created_at timestamptz, updated_at timestamptz,
        factor_id uuid, aal varchar, not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet, tag text)`);
      await scratch.query(`CREATE TABLE auth.refresh_tokens (id bigserial PRIMARY KEY, token varchar(255), user_id varchar(255),
        session_id uuid REFERENCES auth.sessions (id) ON DELETE CASCADE)`);
      await scratch.query(
        `INSERT INTO auth.sessions (id, user_id) VALUES ('${id(1)}', '${id(7)}'), ('${id(2)}', '${id(7)}'), ('${id(3)}', '${id(8)}')`,
      );
      await scratch.query(
        `INSERT INTO auth.refresh_tokens (token, user_id, session_id) VALUES ('t1', '${id(7)}', '${id(1)}'),
          ('t2', '${id(7)}', '${id(2)}'), ('t3', '${id(7)}', NULL), ('t4', '${id(8)}', '${id(3)}'), ('t5', '${id(8)}', NULL)`,
      );
    });
    const tokens = async (): Promise<unknown[]> =>
      (await scratch.query('SELECT token FROM auth.refresh_tokens ORDER BY token')).map(
        ({ token }) => token,
      );

    it('refresh tokens go, also those without a session', async () => {
      const store = await open(scratch.url(), { table: 'auth.sessions' });
      const done = await store.lockout({ user: id(7) });
      expect([done.deleted, ended(done)]).toEqual([
        2,
        [['refresh tokens', 'auth.refresh_tokens', 3]],
      ]);
      expect(done.livesOn).toEqual([expect.stringContaining('an hour by default')]);
      expect(await tokens()).toEqual(['t4', 't5']);
    });

    it('those of the session that stays, stay', async () => {
      const store = await open(scratch.url(), { table: 'auth.sessions' });
      await store.lockout({ user: id(7), except: id(2) });
      expect(await tokens()).toEqual(['t2', 't4', 't5']);
    });

    it.each([
      ['SELECT, DELETE ON auth.sessions', 'GRANT SELECT ON auth.refresh_tokens', /refresh_tokens/],
      [
        'SELECT, DELETE ON auth.sessions',
        'GRANT SELECT (id, token) ON auth.refresh_tokens',
        /refresh_tokens/,
      ],
      ['SELECT ON auth.sessions', 'GRANT SELECT, DELETE ON auth.refresh_tokens', /sessions/],
    ])('a role that may do half of it does nothing: %s, %s', async (grant, other, of) => {
      const name = `lockout_${scratch.name}`;
      await scratch.query(`CREATE ROLE ${name} LOGIN PASSWORD 'pw'`);
      onTestFinished(async () => {
        await scratch.query(`DROP OWNED BY ${name}`);
        await scratch.query(`DROP ROLE ${name}`);
      });
      for (const sql of [`GRANT USAGE ON SCHEMA auth`, `GRANT ${grant}`, other]) {
        await scratch.query(`${sql} TO ${name}`);
      }
      const store = await open(scratch.url({ name, password: 'pw' }), { table: 'auth.sessions' });
      for (const dryRun of [true, false]) {
        await expect(store.lockout({ user: id(7), dryRun })).rejects.toMatchObject({
          code: 'DATABASE_REFUSED',
          message: expect.stringMatching(of) as string,
        });
      }
      expect(await tokens()).toHaveLength(5);
      expect(await scratch.query('SELECT id FROM auth.sessions')).toHaveLength(3);
    });
  });
});

describeServer('MariaDB', (scratch) => {
  it('Joomla: keys that remember are those of the login, by the site’s prefix', async () => {
    const session = (id: string, user: number, name: string): string =>
      `('${id.repeat(32)}', 0, 0, ${Math.floor(Date.now() / 1000)}, '', ${user}, '${name}')`;
    for (const sql of [
      "CREATE TABLE x7a2q_session (session_id varbinary(192) NOT NULL PRIMARY KEY, client_id tinyint unsigned, guest tinyint unsigned, time int NOT NULL, data mediumtext, userid int, username varchar(150) DEFAULT '')",
      'CREATE TABLE x7a2q_users (id int PRIMARY KEY, username varchar(150), email varchar(100))',
      'CREATE TABLE x7a2q_user_keys (id int PRIMARY KEY, user_id varchar(150), token varchar(255), series varchar(191))',
      `INSERT INTO x7a2q_session VALUES ${[session('a', 42, 'ann'), session('b', 43, 'ben')].join(', ')}`,
      `INSERT INTO x7a2q_users VALUES (42, 'ann', 'ann@example.test'), (43, 'ben', 'ben@example.test')`,
      `INSERT INTO x7a2q_user_keys VALUES (1, 'ann', 'x', 's1'), (2, 'ben', 'x', 's2'), (3, '42', 'x', 's3'), (4, 'ANN', 'x', 's4')`,
      'CREATE TABLE x7a2q_user_profiles (user_id int, profile_key varchar(100), profile_value text)',
      `INSERT INTO x7a2q_user_profiles VALUES (42, 'joomlatoken.token', 'x'), (42, 'profile.city', 'x'), (43, 'joomlatoken.token', 'x')`,
    ])
      await scratch.query(sql);
    const store = await open(scratch.url());
    const { user } = await store.resolveUser('ann@example.test');
    const done = await store.lockout({ user });
    expect([done.deleted, ended(done)]).toEqual([1, [['remember-me keys', 'x7a2q_user_keys', 1]]]);
    expect(done.livesOn).toEqual([
      'API tokens are taken until they are disabled (1 in x7a2q_user_profiles)',
    ]);
    expect(await scratch.query('SELECT id FROM x7a2q_user_keys ORDER BY id')).toEqual(
      [2, 3, 4].map((id) => ({ id })),
    );
  });

  it('OpenCart: a customer and who works in the back office are two, though their ids are one', async () => {
    const session = (id: string, data: object): string =>
      `('${id.repeat(26)}', '${JSON.stringify(data)}', '${at(hour).toISOString().slice(0, 19)}')`;
    for (const sql of [
      'CREATE TABLE oc_session (session_id varchar(32) NOT NULL PRIMARY KEY, data text, expire datetime)',
      'CREATE TABLE oc_customer (customer_id int PRIMARY KEY, email varchar(96))',
      `INSERT INTO oc_session VALUES ${[session('a', { customer_id: '1' }), session('b', { user_id: '1', user_token: 'x' }), session('c', { customer_id: '2', user_id: '1' })].join(', ')}`,
      `INSERT INTO oc_customer VALUES (1, 'ann@example.test'), (2, 'ben@example.test')`,
    ])
      await scratch.query(sql);
    const store = await open(scratch.url(), { table: 'oc_session' });
    const users = async (user?: string): Promise<unknown[]> => {
      const found = [];
      for await (const session of store.sessions({ sort: 'token', ...(user && { user }) }))
        found.push(session.users);
      return found;
    };
    expect(await users()).toEqual([['1'], ['admin:1'], ['2', 'admin:1']]);
    expect(await users('1')).toEqual([['1']]);
    expect(await users('admin:1')).toEqual([['admin:1'], ['2', 'admin:1']]);
    const { user } = await store.resolveUser('ann@example.test');
    expect((await store.lockout({ user })).deleted).toBe(1);
    expect(await users()).toEqual([['admin:1'], ['2', 'admin:1']]);
    expect((await store.lockout({ user: 'admin:1' })).deleted).toBe(2);
  });
});
