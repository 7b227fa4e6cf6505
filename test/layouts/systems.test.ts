import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { keyTransforms } from '../../src/layouts/transforms.js';
import { run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();
const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

async function database(...statements: string[]): Promise<string> {
  const path = folder.file('app.db');
  for (const sql of statements) await withSqlite(path, (file) => file.all(sql));
  return path;
}
const rowsOf = (path: string, sql: string) =>
  withSqlite(path, (file) => file.all<Record<string, unknown>>(sql));

const drupal =
  "CREATE TABLE sessions (uid INTEGER NOT NULL, sid VARCHAR(128) NOT NULL PRIMARY KEY, hostname VARCHAR(128) NOT NULL DEFAULT '', timestamp INTEGER NOT NULL DEFAULT 0, session BLOB)";

it('Drupal: a login is stored by the hash of its cookie, found and ended by the cookie', async () => {
  const path = await database(drupal);
  const name = `SESS${'a'.repeat(32)}`;
  const unnamed = await run(['put', '--generate', '--cookie', '--user', '7'], { database: path });
  expect(unnamed.code).toBe(2);
  expect(unnamed.stderr).toContain('--cookie-name');
  const put = ['put', '--generate', '--cookie', '--cookie-name', name, '--user', '7'];
  const cookie = (await run(put, { database: path })).stdout.trim();
  const [row] = await rowsOf(path, 'SELECT uid, sid FROM sessions');
  expect(row).toEqual({ uid: 7, sid: hashOf(cookie.slice(name.length + 1)) });
  const header = `Cookie: a=b; ${cookie}`;
  const { stdout } = await run(['get', '--cookie', header, '--json'], { database: path });
  expect(JSON.parse(stdout)).toMatchObject({ user: '7', data: { _sf2_attributes: { uid: '7' } } });
  await run(['delete', '--cookie', header], { database: path });
  expect(await rowsOf(path, 'SELECT 1 FROM sessions')).toEqual([]);
});

it('Drupal: given attributes of the session are added to the user’s', async () => {
  const path = await database(drupal);
  const put = ['put', 'k', '--user', '7', '--data', '{"_sf2_attributes":{"a":1}}'];
  expect((await run(put, { database: path })).code).toBe(0);
  const { stdout } = await run(['get', 'k', '--field', '_sf2_attributes'], { database: path });
  expect(JSON.parse(stdout)).toEqual({ uid: '7', a: 1 });
});

it('Drupal 7: found by either cookie, whether hashes are kept or not, and nothing is added', async () => {
  const name = 'a'.repeat(32);
  const path = await database(
    "CREATE TABLE sessions (uid int NOT NULL, sid varchar(128) NOT NULL, ssid varchar(128) NOT NULL DEFAULT '', hostname varchar(128) NOT NULL DEFAULT '', timestamp int NOT NULL DEFAULT 0, cache int NOT NULL DEFAULT 0, session BLOB, PRIMARY KEY (sid, ssid))",
    `INSERT INTO sessions VALUES (7, 'plain', '', '::1', 4000000000, 0, 'n|i:1;'), (8, '${hashOf('one')}', '${hashOf('two')}', '::1', 4000000000, 0, 'n|i:2;')`,
  );
  const userOf = async (cookie: string): Promise<unknown> =>
    (
      JSON.parse(
        (await run(['get', '--cookie', cookie, '--json'], { database: path })).stdout,
      ) as Record<string, unknown>
    )['user'];
  expect(await userOf(`SESS${name}=plain`)).toBe('7');
  expect(await userOf(`SESS${name}=one`)).toBe('8');
  expect(await userOf(`SSESS${name}=two`)).toBe('8');
  const put = await run(['put', 'k', '--user', '7', '--data', '{}'], { database: path });
  expect([put.code, put.stderr]).toEqual([1, expect.stringContaining('no session is added')]);
});

it.each([
  ['4 bits', 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334', /^[0-9a-f]{40}$/],
  ['5 bits', '0123456789abcdefghijklmnopqrstuv', /^[0-9a-v]{32}$/],
  ['6 bits', 'abcXYZ-,0123456789abcdefghi', /^[0-9a-zA-Z,-]{27}$/],
  ['none', 'a_b', /^[0-9a-f]{40}$/],
])('CodeIgniter 3: keys are made of PHP’s letters as there are, %s each', async (_, key, form) => {
  const path = await database(
    'CREATE TABLE ci_sessions (id varchar(128) PRIMARY KEY, ip_address varchar(45) NOT NULL, timestamp int NOT NULL, data blob NOT NULL)',
    `INSERT INTO ci_sessions VALUES ('${key}', '::1', 4000000000, '')`,
  );
  const { stdout } = await run(['put', '--generate', '--data', '{}'], { database: path });
  expect(stdout.trim()).toMatch(form);
});

it('CakePHP: a session was last used when its payload says so, whatever the column', async () => {
  const now = Math.floor(Date.now() / 1000);
  const row = (id: string, config: string): string =>
    `INSERT INTO sessions VALUES ('${id}', '2020-01-01 00:00:00', '2020-01-01 00:00:00', 'Config|${config}', 4000000000)`;
  const path = await database(
    'CREATE TABLE sessions (id char(40) PRIMARY KEY, created datetime, modified datetime, data blob, expires int)',
    row('used', `a:1:{s:4:"time";i:${now};}`),
    row('idle', 'a:1:{s:4:"time";i:1600000000;}'),
    row('of-version-2', 'a:2:{s:9:"userAgent";s:1:"u";s:4:"time";i:1600000000;}'),
  );
  const list = (...argv: string[]) => run(['list', ...argv], { database: path });
  expect((await list('--idle-for', '1h', '--format', 'tokens')).stdout).toBe('idle\n');
  expect(JSON.parse((await list('--json', '--fields', 'token,lastSeen')).stdout)).toEqual([
    { token: 'used', lastSeen: new Date(now * 1000).toISOString() },
    { token: 'idle', lastSeen: '2020-09-13T12:26:40.000Z' },
    { token: 'of-version-2', lastSeen: null },
  ]);
});

it('a token that is given without a cookie is the key of its very row', async () => {
  const key = hashOf('somebody’s');
  const path = await database(
    drupal,
    `INSERT INTO sessions VALUES (7, '${key}', '::1', 1700000000, NULL)`,
  );
  expect((await run(['put', key, '--user', '8'], { database: path })).code).toBe(0);
  expect(await rowsOf(path, 'SELECT uid, sid FROM sessions')).toEqual([{ uid: 8, sid: key }]);
});

it('a Drupal row without a payload is no error', async () => {
  const path = await database(
    drupal,
    "INSERT INTO sessions VALUES (0, 'k', '::1', 4000000000, NULL)",
  );
  const { stdout } = await run(['list', '--json'], { database: path });
  expect(JSON.parse(stdout)).toMatchObject([{ user: '0', data: {}, ip: '::1' }]);
});

it('Roundcube: secrets stay hidden, also from --where and --field, unless they are asked for', async () => {
  const text = 'user_id|i:4;username|s:3:"ann";password|s:9:"hush-hush";';
  const vars = Buffer.from(text).toString('base64');
  const path = await database(
    'CREATE TABLE session (sess_id varchar(128) NOT NULL PRIMARY KEY, expires_at datetime NOT NULL, ip varchar(40) NOT NULL, vars text NOT NULL)',
    `INSERT INTO session VALUES ('r1r1r1r1r1r1r1r1r1r1r1r1r1', '2099-01-01 00:00:00', '203.0.113.4', '${vars}')`,
  );
  const get = ['get', 'r1r1r1*'];
  for (const argv of [
    [...get, '--json'],
    [...get, '--field', 'password'],
    ['list', '--json'],
  ]) {
    const { stdout } = await run(argv, { database: path });
    expect(stdout).toContain('(secret)');
    expect(stdout).not.toContain('hush');
  }
  const where = ['list', '--where', 'password=hush-hush', '--format', 'count'];
  expect((await run(where, { database: path })).stdout).toBe('0\n');
  const shown = await run([...get, '--field', 'password', '--reveal'], { database: path });
  expect(shown.stdout).toContain('hush-hush');
});

it('Rails’ generated authentication: rows by their numbers, which never end and are not purged', async () => {
  const path = await database(
    'CREATE TABLE sessions (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, user_id integer NOT NULL, ip_address varchar, user_agent varchar, created_at datetime(6) NOT NULL, updated_at datetime(6) NOT NULL)',
    "INSERT INTO sessions VALUES (1, 5, '::1', 'UA', '2020-01-02 08:00:00.123456', '2020-01-02 08:00:00.123456'), (2, 6, '::1', 'UA', '2020-01-02 08:00:00', '2020-01-02 08:00:00')",
  );
  const list = await run(['list', '--json', '--user', '5'], { database: path });
  expect(JSON.parse(list.stdout)).toMatchObject([
    { token: '1', user: '5', state: 'active', expiry: null, created: '2020-01-02T08:00:00.123Z' },
  ]);
  expect((await run(['purge'], { database: path })).code).toBe(0);
  await run(['delete', '2'], { database: path });
  expect(await rowsOf(path, 'SELECT id FROM sessions')).toEqual([{ id: 1 }]);
  expect((await run(['put', '--generate', '--user', '5'], { database: path })).code).toBe(2);
});

it('Ghost: sessions of express-session without an end, made and found by its signed cookie', async () => {
  const path = await database(
    'CREATE TABLE sessions (id varchar(24) NOT NULL PRIMARY KEY, session_id varchar(32) NOT NULL UNIQUE, user_id varchar(24) NOT NULL, session_data varchar(2000) NOT NULL, created_at datetime NOT NULL, updated_at datetime NULL)',
  );
  const env = { SESSION_ADMIN_SECRET: 's' };
  const data = JSON.stringify({ ip: '203.0.113.4', user_agent: 'UA' });
  const put = ['put', '--generate', '--cookie', '--user', 'u1', '--data', data];
  const made = await run(put, { database: path, env });
  expect(made.stdout).toMatch(/^ghost-admin-api-session=s%3A/);
  const get = ['get', '--cookie', made.stdout.trim(), '--json'];
  const { stdout } = await run(get, { database: path, env });
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ user: 'u1', expiry: null, ip: '203.0.113.4' },
    data: { user_id: 'u1', verified: true, verified_user_id: 'u1' },
  });
  expect((await run(['purge'], { database: path })).stdout).toContain('0 expired');
});

it('Laravel with session.encrypt: a login is encrypted as the application’s own, and found by its cookie', async () => {
  const path = folder.file('laravel.db');
  await run(['demo', 'laravel-encrypted', path]);
  const env = { SESSION_ADMIN_SECRET: 'base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' };
  const put = ['put', '--generate', '--cookie', '--user', '2', '--data', '{"cart":"hush-hush"}'];
  const made = await run(put, { database: path, env });
  const [newest] = await rowsOf(path, 'SELECT payload FROM sessions ORDER BY last_activity DESC');
  const stored = Buffer.from(String(newest?.['payload']), 'base64').toString();
  expect(Buffer.from(stored, 'base64').toString()).toMatch(/^\{"iv":"[^"]{24}","value":/);
  const get = ['get', '--cookie', made.stdout.trim(), '--json'];
  const { stdout } = await run(get, { database: path, env });
  expect(JSON.parse(stdout)).toMatchObject({ user: '2', data: { cart: 'hush-hush' } });
  const keyless = await run(['put', 'a-token', '--data', '{}'], { database: path });
  expect([keyless.code, keyless.stderr]).toEqual([1, expect.stringContaining('APP_KEY')]);
});

it('AdonisJS: a payload is made for its token, with the user logged in', async () => {
  const path = await database(
    'CREATE TABLE sessions (id varchar(255) not null primary key, data text not null, user_id varchar(255) null, expires_at datetime not null)',
  );
  const env = { SESSION_ADMIN_SECRET: 'a-secret-of-an-application' };
  const put = ['put', '--generate', '--cookie', '--user', '7'];
  const { stdout } = await run(put, { database: path, env });
  const [row] = await rowsOf(path, 'SELECT id, data FROM sessions');
  expect(row?.['data']).toBe(`{"message":{"auth_web":7},"purpose":"${String(row?.['id'])}"}`);
  const got = await run(['get', '--cookie', stdout.trim(), '--json'], { database: path, env });
  expect(JSON.parse(got.stdout)).toMatchObject({ user: '7', data: { auth_web: 7 } });
});

const sha = (hash: string, text: string): string => createHash(hash).update(text).digest('hex');

it('Grafana: a cookie finds its session by the secret, also after the token was rotated', async () => {
  const path = await database(
    `CREATE TABLE user_auth_token (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id bigint NOT NULL, auth_token varchar(100) NOT NULL UNIQUE,
      prev_auth_token varchar(100) NOT NULL UNIQUE, user_agent varchar(255) NOT NULL, client_ip varchar(255) NOT NULL, auth_token_seen tinyint(1) NOT NULL,
      seen_at int, rotated_at int NOT NULL, created_at int NOT NULL, updated_at int NOT NULL, revoked_at int)`,
  );
  const env = { SESSION_ADMIN_SECRET: 'a-secret-key' };
  const put = ['put', '--generate', '--cookie', '--user', '7'];
  const cookie = (await run(put, { database: path, env })).stdout.trim();
  const id = /^grafana_session=([0-9a-f]{32})$/.exec(cookie)?.[1] ?? '';
  const key = sha('sha256', `${id}a-secret-key`);
  const stored = 'SELECT auth_token AS a, prev_auth_token AS p FROM user_auth_token';
  expect(await rowsOf(path, stored)).toEqual([{ a: key, p: key }]);
  await rowsOf(path, `UPDATE user_auth_token SET auth_token = '${sha('sha256', 'rotated')}'`);
  const get = ['get', '--cookie', cookie, '--json'];
  const { stdout } = await run(get, { database: path, env });
  expect(JSON.parse(stdout)).toMatchObject({ user: '7' });
  const keyless = await run(get, { database: path });
  expect([keyless.code, keyless.stderr]).toEqual([2, expect.stringContaining('--secret')]);
  const other = { SESSION_ADMIN_SECRET: 'another-key' };
  expect((await run(get, { database: path, env: other })).code).toBe(3);
  expect((await run(['delete', '--cookie', cookie], { database: path, env })).code).toBe(0);
  expect(await rowsOf(path, stored)).toEqual([]);
});

it('Nextcloud: the cookie of the instance finds its session, and no app password', async () => {
  const path = await database(
    `CREATE TABLE oc_authtoken (id INTEGER PRIMARY KEY, uid varchar(64) NOT NULL, login_name varchar(255) NOT NULL, name text, token varchar(200) NOT NULL UNIQUE,
      type smallint, remember smallint, last_activity int, last_check int, expires int, version smallint NOT NULL, password_invalid boolean)`,
    ...['a-session', 'an-app-password'].map(
      (id, type) =>
        `INSERT INTO oc_authtoken VALUES (${type}, 'ann', 'ann', 'UA', '${sha('sha512', `${id}a-secret`)}', ${type}, 0, 4000000000, 0, NULL, 2, 0)`,
    ),
  );
  const env = { SESSION_ADMIN_SECRET: 'a-secret' };
  const get = (id: string) =>
    run(['get', '--cookie', `Cookie: a=b; oc1234567890=${id}`, '--json'], { database: path, env });
  expect(JSON.parse((await get('a-session')).stdout)).toMatchObject({ user: 'ann' });
  expect((await get('an-app-password')).code).toBe(3);
});

it('Nextcloud: a session that is made is its user’s, by the cookie of the instance', async () => {
  const path = await database(
    `CREATE TABLE oc_authtoken (id INTEGER PRIMARY KEY AUTOINCREMENT, uid varchar(64) NOT NULL DEFAULT '', login_name varchar(255) NOT NULL DEFAULT '', password text,
      name text NOT NULL DEFAULT '', token varchar(200) NOT NULL DEFAULT '' UNIQUE, type smallint DEFAULT 0, remember smallint DEFAULT 0, last_activity int DEFAULT 0,
      last_check int DEFAULT 0, scope text, expires int, private_key text, public_key text, version smallint NOT NULL DEFAULT 1, password_invalid boolean DEFAULT 0)`,
  );
  const env = { SESSION_ADMIN_SECRET: 'a-secret' };
  const put = ['put', '--generate', '--cookie', '--cookie-name', 'oc1234567890', '--user', 'ann'];
  const cookie = (await run(put, { database: path, env })).stdout.trim();
  const id = /^oc1234567890=([0-9a-v]{26})$/.exec(cookie)?.[1] ?? '';
  const made = 'SELECT uid, login_name, token, type, remember, version FROM oc_authtoken';
  expect(await rowsOf(path, made)).toEqual([
    {
      ...{ uid: 'ann', login_name: 'ann', token: sha('sha512', `${id}a-secret`) },
      ...{ type: 0, remember: 0, version: 2 },
    },
  ]);
});

it('Matomo: a login is stored in its own wrapping by the hash of its cookie, without its token', async () => {
  const path = await database(
    'CREATE TABLE matomo_session (id varchar(191) NOT NULL PRIMARY KEY, modified int, lifetime int, data text)',
    `INSERT INTO matomo_session VALUES ('${'a'.repeat(128)}', 4000000000, 60, '${wrapped('a:2:{s:9:"user.name";s:3:"bob";s:20:"user.token_auth_temp";s:9:"hush-hush";}')}')`,
  );
  const env = { SESSION_ADMIN_SECRET: 'a-salt' };
  const put = ['put', '--generate', '--cookie', '--user', 'ann', '--ttl', '1h'];
  const cookie = (await run(put, { database: path, env })).stdout.trim();
  const id = /^MATOMO_SESSID=([0-9a-v]{26})$/.exec(cookie)?.[1] ?? '';
  const key = sha('sha512', `${id}a-salt`);
  const [row] = await rowsOf(path, `SELECT data, lifetime FROM matomo_session WHERE id = '${key}'`);
  const [, content = ''] = /^a:1:\{s:4:"data";s:\d+:"(.+)";\}$/.exec(String(row?.['data'])) ?? [];
  expect(Buffer.from(content, 'base64').toString()).toMatch(
    /^a:2:\{s:9:"user\.name";s:3:"ann";s:12:"session\.info";a:3:\{s:2:"ts";i:\d+;s:10:"remembered";b:0;s:10:"expiration";i:\d+;\}\}$/,
  );
  expect(row?.['lifetime']).toBe(1_209_600);
  const list = await run(['list', '--json', '--sort', 'expiry'], { database: path });
  expect(JSON.parse(list.stdout)).toMatchObject([
    { user: 'ann' },
    { user: 'bob', data: { 'user.token_auth_temp': '(secret)' } },
  ]);
  expect((await run(['delete', '--cookie', cookie], { database: path, env })).code).toBe(0);
  expect(await rowsOf(path, 'SELECT lifetime FROM matomo_session')).toEqual([{ lifetime: 60 }]);
});

/** What Matomo puts around a session. */
function wrapped(session: string): string {
  const content = Buffer.from(session).toString('base64');
  return `a:1:{s:4:"data";s:${content.length}:"${content}";}`;
}

it.each([
  ['sha1-secret-base64', 'qZk+NkcGgWq6PiVxeFDCbJzQ2J0='],
  ['sha256-secret-hex', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
] as const)('%s is the hash of the id and the secret behind it', (name, hash) => {
  expect(keyTransforms[name]('ab', 'c\nformer')).toBe(hash);
  expect(() => keyTransforms[name]('ab', undefined)).toThrow('secret');
});
