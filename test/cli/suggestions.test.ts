import { expect } from 'vitest';
import { it } from 'vitest';
import { run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { describeServer } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();

const laravel = Buffer.from('a:2:{s:6:"_token";s:1:"t";s:4:"cart";i:1;}').toString('base64');
/** {"_auth_user_id":"7"} */
const django = `eyJfYXV0aF91c2VyX2lkIjoiNyJ9:1tXyZa:${'s'.repeat(43)}`;

it.each([
  [
    'CREATE TABLE session (id TEXT PRIMARY KEY, expire INTEGER, data TEXT)',
    `INSERT INTO session VALUES ('a', 4102444800, '{}')`,
    '--table session --columns token=id,data=data,expiry=expire --expiry-format seconds',
  ],
  [
    'CREATE TABLE logins_session (ticket TEXT, "valid until" INTEGER, expires INTEGER, body TEXT, uid INTEGER)',
    `INSERT INTO logins_session VALUES ('a', 1, 4102444800000, '{}', 7)`,
    '--table logins_session --columns token=ticket,data=body,expiry=expires,user=uid --expiry-format milliseconds',
  ],
  // Its name says nothing, nor does that of its token: its rows do.
  [
    'CREATE TABLE signed_in (id INTEGER PRIMARY KEY, k TEXT, usr TEXT, valid_to_utc INTEGER, login_ip TEXT, session_hash_alg TEXT)',
    `INSERT INTO signed_in VALUES (1, '6f1ed002ab5595859014ebf0951522d9', 'ann', 4102444800, '10.0.0.1', 'x'),
      (2, '0d1f2e3a4b5c6d7e8f90a1b2c3d4e5f6', 'bob', 1102444800, '10.0.0.1', 'x')`,
    '--table signed_in --columns token=k,expiry=valid_to_utc,user=usr,ip=login_ip --expiry-format seconds',
  ],
  // The columns of a known system, by other names: its payloads say whose they are.
  [
    'CREATE TABLE my_sessions (sid TEXT PRIMARY KEY, body TEXT, last_seen INTEGER, uid INTEGER, ip TEXT)',
    `INSERT INTO my_sessions VALUES ('${'aB3'.repeat(13)}c', '${laravel}', strftime('%s'), 7, '::1')`,
    '--table my_sessions --layout laravel --columns token=sid,data=body,expiry=last_seen,user=uid,ip=ip',
  ],
  [
    'CREATE TABLE shop_session (ticket VARCHAR(40) PRIMARY KEY, payload TEXT, valid_until DATETIME)',
    `INSERT INTO shop_session VALUES ('${'k3'.repeat(16)}', '${django}', '2099-01-01 00:00:00.000000')`,
    '--table shop_session --layout django --columns token=ticket,data=payload,expiry=valid_until',
  ],
  [
    'CREATE TABLE web_session (ticket VARCHAR(128) PRIMARY KEY, body TEXT, valid_until INTEGER)',
    `INSERT INTO web_session VALUES ('${'k'.repeat(32)}', '{"cookie":{"originalMaxAge":null,"expires":"2099-01-01T00:00:00.000Z"},"userId":7}', 4070908800)`,
    '--table web_session --layout express-mysql-session --columns token=ticket,data=body,expiry=valid_until',
  ],
])('what to try of a table of no layout: %s', async (create, insert, options) => {
  const database = folder.file('a.db');
  await withSqlite(database, (file) => file.exec(`${create}; ${insert}`));
  const { code, stderr } = await run(['list'], { database });
  expect(code).toBe(2);
  expect(stderr).toContain(`\ntry: ${options}\n`);
  // It is read so.
  const words = ['list', '--format', 'count', ...options.split(' ')];
  expect(await run(words, { database })).toMatchObject({ code: 0, stdout: '1\n' });
});

it('a time of the last use needs somebody who knows how long a session lives', async () => {
  const database = folder.file('a.db');
  await withSqlite(database, (file) =>
    file.exec('CREATE TABLE "my session" (sid TEXT, timestamp INTEGER, session BLOB)'),
  );
  const { stderr } = await run(['list'], { database });
  expect(stderr).toContain(
    "\ntry: --table 'my session' --columns token=sid,data=session,expiry=timestamp --expiry-format seconds, and --lifetime with how long",
  );
});

it.each(['"valid,until"', '" until"', '"until\u001b[2J"'])(
  'what cannot be typed is not offered: a column %s',
  async (name) => {
    const database = folder.file('a.db');
    await withSqlite(database, (file) =>
      file.exec(`CREATE TABLE session (sid TEXT, ${name} INTEGER, data TEXT)`),
    );
    const { code, stderr } = await run(['list'], { database });
    expect(code).toBe(2);
    expect(stderr).not.toContain('try:');
  },
);

for (const name of ['PostgreSQL', 'MariaDB'] as const) {
  describeServer(name, (scratch) => {
    it('the columns of a known system are told from its rows there, too', async () => {
      await scratch.query(
        'CREATE TABLE shop_session (ticket varchar(40) PRIMARY KEY, payload text, valid_until timestamp NULL)',
      );
      await scratch.query(
        `INSERT INTO shop_session VALUES ('${'k3'.repeat(16)}', '${django}', '2037-01-01 00:00:00')`,
      );
      const options =
        '--table shop_session --layout django --columns token=ticket,data=payload,expiry=valid_until';
      const database = scratch.url();
      const { code, stderr } = await run(['list'], { database });
      expect(code).toBe(2);
      expect(stderr).toContain(`\ntry: ${options}\n`);
      const words = ['list', '--format', 'count', ...options.split(' ')];
      expect(await run(words, { database })).toMatchObject({ code: 0, stdout: '1\n' });
    });
  });
}
