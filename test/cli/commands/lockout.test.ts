import { beforeEach, describe, expect, it } from 'vitest';
import { run, type Run, type RunOptions } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { query, withSqlite } from '../../helpers/sqlite.js';
import { encodeSerialized } from '../../../src/codecs/php/encode.js';

const folder = useFolder();
const webLogin = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';
const key = (letter: string): string => letter.repeat(40);

/** A site of Laravel's, with two users who are remembered; a is ann's, b too, c is ben's. */
beforeEach(() =>
  withSqlite(folder.file('a.db'), async (file) => {
    const now = Math.floor(Date.now() / 1000);
    const session = (letter: string, user: number): string => {
      const data = encodeSerialized({ _token: key('t'), [webLogin]: user });
      return `('${key(letter)}', ${user}, '${Buffer.from(data).toString('base64')}', ${now})`;
    };
    await file.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, email varchar(255), remember_token varchar(100));
      INSERT INTO users VALUES (1, 'ann@example.test', 'r'), (2, 'ben@example.test', 'r');
      CREATE TABLE sessions (id varchar(255) PRIMARY KEY, user_id bigint, payload text NOT NULL, last_activity int NOT NULL);
      INSERT INTO sessions VALUES ${[session('a', 1), session('b', 1), session('c', 2)].join(', ')};`);
  }),
);

const lockout = (argv: string[], options: RunOptions = {}): Promise<Run> =>
  run(['lockout', ...argv], { database: folder.file('a.db'), ...options });

async function left(): Promise<string> {
  const rows = await query<{ id: string }>(
    folder.file('a.db'),
    `SELECT substr(id, 1, 1) AS id FROM sessions
      UNION ALL SELECT id FROM users WHERE remember_token IS NOT NULL`,
  );
  return rows.map(({ id }) => id).join('');
}

const ann = ['--user', 'ann@example.test'];

it('shows what would go, and asks', async () => {
  const { code, stdout, stderr } = await lockout([...ann], {
    terminal: true,
    columns: 300,
    stdin: 'n\n',
  });
  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toContain('ann@example.test is user 1');
  expect(stderr).toContain('2 active, 0 expired');
  expect(stderr).toContain('  1 remember-me tokens in users');
  expect(stderr).toMatch(/2 sessions, 1 remember-me token of .*a\.db would be ended/);
  expect(await left()).toBe('abc12');
});

it('wants --yes where there is nobody to ask', async () => {
  const { code, stderr } = await lockout([...ann]);
  expect([code, stderr]).toEqual([4, expect.stringContaining('confirm with --yes')]);
  expect(await left()).toBe('abc12');
});

it('ends it all, says so, and finds nothing to do the next time', async () => {
  expect(await lockout([...ann, '--yes'])).toMatchObject({
    code: 0,
    stdout: '2 sessions, 1 remember-me token ended\n',
  });
  expect(await left()).toBe('c2');
  expect(await lockout([...ann, '--yes', '--json'])).toMatchObject({
    code: 0,
    stdout:
      '{"user":"1","matched":0,"deleted":0,"also":[{"what":"remember-me tokens","rows":0}],"livesOn":[]}\n',
  });
});

it('changes nothing in a dry run', async () => {
  expect(await lockout(['--user', '1', '--dry-run', '--json'])).toMatchObject({
    code: 0,
    stdout:
      '{"user":"1","matched":2,"deleted":0,"also":[{"what":"remember-me tokens","rows":1}],"livesOn":[]}\n',
  });
  expect((await lockout([...ann, '--dry-run'])).stdout).toBe(
    '2 sessions, 1 remember-me token would be ended: nothing was\n',
  );
  expect(await left()).toBe('abc12');
});

describe('--except', () => {
  it.each([
    ['as an argument', key('b'), undefined],
    ['from stdin', '-', `${key('b')}\n`],
  ])('keeps one session: %s', async (_, except, stdin = '') => {
    const { code } = await lockout([...ann, '--yes', '--except', except], { stdin });
    expect(code).toBe(0);
    expect(await left()).toBe('bc2');
  });

  it.each([
    ['another user’s', key('c'), 'another user’s'],
    ['a prefix', 'bbbbbbbb…', 'there is no session'],
    ['no session’s', key('x'), 'there is no session'],
    ['what is no cookie', 'a=b; c=d', 'there is no session'],
    ['empty', '', 'expected a token or a cookie'],
  ])('refuses %s, and does nothing', async (_, except, why) => {
    const { code, stderr } = await lockout([...ann, '--yes', '--except', except]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(await left()).toBe('abc12');
  });
});

it('says that nobody of that name is known', async () => {
  const { code, stdout, stderr } = await lockout(['--user', 'zoe@example.test', '--yes']);
  expect([code, stdout]).toEqual([0, '0 sessions ended\n']);
  expect(stderr).toContain('users has no user with the id or login "zoe@example.test"');
});

it.each([
  [[], 'name the person with --user'],
  [['--user', ''], '--user: expected an id'],
  [['--user', '1', '--user', '2'], 'one person at a time'],
  [['--user', '1', 'x'], 'too many arguments'],
  [['--user', '1', '--format', 'tokens'], '--format'],
])('takes one person and nothing else: %j', async (argv, why) => {
  const { code, stderr } = await lockout([...argv, '--yes']);
  expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  expect(await left()).toBe('abc12');
});

it('says what it did not look at', async () => {
  await withSqlite(folder.file('a.db'), (file) =>
    file.exec('ALTER TABLE users DROP COLUMN remember_token'),
  );
  const { code, stderr, stdout } = await lockout([...ann, '--yes', '--json']);
  expect(code).toBe(0);
  expect(stderr).toContain(
    'remember-me tokens: not looked at, for users has no column remember_token',
  );
  expect(JSON.parse(stdout)).toMatchObject({ deleted: 2, also: [{ rows: null }] });
});

it('says what the database keeps', async () => {
  await withSqlite(folder.file('a.db'), (file) =>
    file.exec('CREATE TRIGGER keeps BEFORE DELETE ON sessions BEGIN SELECT RAISE(IGNORE); END'),
  );
  const { code, stderr } = await lockout([...ann, '--yes']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('2 sessions that should have gone are there'),
  ]);
});
