import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { linesOf, objectsIn, run, type RunOptions } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createScs, longAgo, tokenOf } from '../../helpers/scs-table.js';
import { query } from '../../helpers/sqlite.js';

const folder = useFolder();
let database = '';

beforeEach(async () => {
  database = await createScs(
    folder.file('a.db'),
    [
      { token: tokenOf(1), data: { userID: 42, role: 'admin' }, ip: '10.0.0.1' },
      { token: tokenOf(22), data: { userID: 42 }, ip: '10.0.0.2' },
      { token: tokenOf(23), data: { userID: 7 }, expiry: longAgo, ip: '10.0.0.2' },
      { token: 'short', data: { userID: 42 }, expiry: longAgo },
    ],
    { columns: 'ip text' },
  );
});

const all = ['1', '22', '23', 'short'];

/** The names of the sessions that are left, sorted. */
async function left(): Promise<string[]> {
  const rows = await query<{ token: string }>(database, 'SELECT token FROM sessions ORDER BY 1');
  return rows
    .map(({ token }) => /^t0*(\d+)-/.exec(token)?.[1] ?? token)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

const remove = (argv: string[], options: RunOptions = {}) =>
  run(['delete', ...argv, '--json'], { database, ...options });

const deleted = (n: number) => ({
  code: 0,
  stdout: `{"matched":${n},"deleted":${n},"renewed":0}\n`,
  stderr: '',
});

describe('delete by token', () => {
  it.each([
    [[tokenOf(1)], 1, ['22', '23', 'short']],
    [['t0000001…'], 1, ['22', '23', 'short']],
    [['t0000001*'], 1, ['22', '23', 'short']],
    [[tokenOf(1), tokenOf(23), 'short'], 3, ['22']],
    [[tokenOf(1), tokenOf(1), 't0000001…'], 1, ['22', '23', 'short']],
    [['missing', 't0000099…'], 0, all],
    [['missing', 'short'], 1, ['1', '22', '23']],
    [['%'], 0, all],
  ])('%j', async (argv, n, rest) => {
    expect(await remove(argv)).toMatchObject(deleted(n));
    expect(await left()).toEqual(rest);
  });

  it('reads tokens from stdin, one a line', async () => {
    const stdin = `${tokenOf(1)}\r\n\nt0000022…\nmissing\n`;
    expect(await remove(['-'], { stdin })).toMatchObject(deleted(2));
    expect(await left()).toEqual(['23', 'short']);
  });

  it('takes an empty stdin for nothing to do', async () => {
    expect(await remove(['-'], { stdin: '' })).toMatchObject(deleted(0));
    expect(await left()).toEqual(all);
  });

  it('refuses all where one prefix is ambiguous', async () => {
    const { code, stdout, stderr } = await remove(['short', 't00000*']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/that prefix fits 3 sessions/);
    expect(await left()).toEqual(all);
  });

  it.each([
    [['t0000*'], /at least 6 characters/],
    [[''], /not an empty argument/],
    [['-', 'short'], /give - alone/],
    [[], /give tokens, --cookie, --all, or a filter/],
    [['short', '--user', '42'], /give tokens or a filter, not both/],
    [['--all', '--user', '42'], /--all is every session/],
    [['--all', '--expired'], /--all is every session/],
    [['--user', ''], /--user/],
    [['--user', '42', '--user', ''], /--user/],
    [['--token-prefix', ''], /--token-prefix/],
    [['--where', '=x'], /--where/],
  ])('refuses %j', async (argv, message) => {
    const { code, stderr } = await remove([...argv, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(await left()).toEqual(all);
  });
});

describe('delete by filter', () => {
  it.each([
    [['--user', '42'], 3, ['23']],
    [['--user', 'nobody'], 0, all],
    [['--user', '42', '--user', '7'], 4, []],
    [['--user', '7', '--user', 'nobody'], 1, ['1', '22', 'short']],
    [['--token-prefix', 't000002'], 2, ['1', 'short']],
    [['--token-prefix', 't000002', '--user', '42'], 1, ['1', '23', 'short']],
    [['--expires-before', '-1h'], 2, ['1', '22']],
    [['--expires-after', '-1h', '--user', '7'], 0, all],
    [['--where', 'role=admin'], 1, ['22', '23', 'short']],
    [['--where', 'ip=10.0.0.2', 'userID=7'], 1, ['1', '22', 'short']],
    [['--expired'], 2, ['1', '22']],
    [['--expired', '--user', '42'], 1, ['1', '22', '23']],
    [['--all'], 4, []],
  ])('%j with --yes', async (argv, n, rest) => {
    expect(await remove([...argv, '--yes'])).toMatchObject(deleted(n));
    expect(await left()).toEqual(rest);
  });

  it.each([
    [['--user', '42'], '3 sessions of'],
    [['--where', 'role=admin'], '1 session of'],
    [['--expired'], '2 expired sessions of'],
    [['--all'], '4 sessions of'],
  ])('%j needs --yes without a terminal, and says how many', async (argv, text) => {
    const { code, stdout, stderr } = await remove(argv, { stdin: 'y\n' });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(`${database} · sessions (scs) · `);
    expect(stderr).toMatch(
      / active, \d expired · \d users?: [\d, ]+\n {2}token +user +expiry\n {2}/,
    );
    expect(stderr).toContain(
      `\nsession-admin: ${text} ${database} would be deleted: confirm with --yes\n`,
    );
    expect(await left()).toEqual(all);
  });

  it('has nothing to confirm where nothing would go', async () => {
    expect(await remove(['--user', 'nobody'])).toMatchObject(deleted(0));
  });

  it.each(['y\n', 'yes\n', 'Y\r\n'])('goes on after %j on a terminal', async (stdin) => {
    const { code, stdout, stderr } = await remove(['--user', '42'], { stdin, terminal: true });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '{"matched":3,"deleted":3,"renewed":0}\n',
    });
    expect(stderr).toContain(`3 sessions of ${database} would be deleted. Delete? [y/N] `);
    expect(await left()).toEqual(['23']);
  });

  it.each(['n\n', '\n', 'yess\n', '', 'no y\n'])('refuses after %j', async (stdin) => {
    const { code, stdout, stderr } = await remove(['--all'], { stdin, terminal: true });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/not confirmed: nothing was changed\n$/);
    expect(await left()).toEqual(all);
  });
});

it('delete does not ask where nobody would see the question', async () => {
  const { code, stderr } = await remove(['--all'], { stdin: 'y\n', terminal: { stdin: true } });
  expect({ code }).toEqual({ code: 4 });
  expect(stderr).toMatch(/would be deleted: confirm with --yes\n$/);
  expect(await left()).toEqual(all);
});

describe('what delete would remove', () => {
  const told = async (name: string, ...argv: string[]): Promise<string[]> => {
    const database = folder.file(`${name}.db`);
    await run(['demo', name, database]);
    const { code, stderr } = await run(['delete', ...argv], { database });
    expect(code).toBe(4);
    return linesOf(stderr.replaceAll(database, 'a.db'));
  };

  it('is said with whose it is, the newest few, and what lives on', async () => {
    const [place, heading, newest, ...rest] = await told('laravel', '--all');
    expect(place).toBe(
      'a.db · sessions (laravel) · 3 active, 1 expired · 3 users: ' +
        'ann@example.test (1), bob@example.test (2), carla@example.test (3)',
    );
    expect(heading).toMatch(/^ {2}token +user +lastSeen +ip +device +expiry$/);
    expect(newest).toMatch(
      /^ {2}\w{8}… {2}carla@example\.test \(3\) {2}\S+ ago +2001:db8::42 {3}Chrome on Windows {2}in /,
    );
    expect(rest).toHaveLength(4);
    expect(rest.slice(2)).toEqual([
      '  what lives on, of Laravel: remember-me tokens let their user in again',
      'session-admin: 4 sessions of a.db would be deleted: confirm with --yes',
    ]);
  });

  it('says once what lives on: before a question, or at the end', async () => {
    const lives = 'remember-me tokens let their user in again';
    for (const [argv, stdin] of [
      [[], 'y\n'],
      [['--yes'], ''],
    ] as const) {
      const database = folder.file(`once${argv.length}.db`);
      await run(['demo', 'laravel', database]);
      const terminal = { stdin: true, stderr: true };
      const done = await run(['delete', '--all', ...argv], { database, stdin, terminal });
      expect(done).toMatchObject({ code: 0, stdout: '4 sessions deleted\n' });
      expect(done.stderr.split(lives)).toHaveLength(2);
      expect(done.stderr.includes('what lives on')).toBe(stdin !== '');
    }
  });

  it('is said with what the table has', async () => {
    const [, heading, newest] = await told('django', '--user', '1');
    expect(heading).toMatch(/^ {2}token +user +lastSeen +expiry$/);
    expect(newest).toContain('user1@example.com (1)');
  });
});

it('delete takes an interrupt at its question for a no', async () => {
  const stdin = new PassThrough();
  const stderr = new PassThrough();
  stderr.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('[y/N]')) process.emit('SIGINT');
  });
  const code = await main(['delete', '--all'], {
    stdin: Object.assign(stdin, { isTTY: true }),
    stdout: new PassThrough(),
    stderr: Object.assign(stderr, { isTTY: true }),
    env: { SESSION_ADMIN_DATABASE: database },
  });
  expect(code).toBe(130);
  expect(await left()).toEqual(all);
});

it('delete says what it did for people', async () => {
  const { stdout } = await run(['delete', 'short'], { database, terminal: true });
  expect(stdout).toBe('1 session deleted\n');
});

describe('one filter', () => {
  const frameworks = ['better-auth', 'django', 'express', 'laravel', 'rails'];
  const filters = [
    ['--anonymous'],
    ['--logged-in', '--idle-for', '1h'],
    ['--except-user', '1', '--older-than', '1d'],
    ['--ip', '203.0.113.0/24', '--agent', 'firefox'],
    ['--where', 'ip!=10.0.0.0/8', '--where', 'created<-1h'],
  ];

  it.each(frameworks)(
    'means the same to list, count, a dry run and a deletion: %s',
    async (name) => {
      let answered = 0;
      for (const [i, filter] of filters.entries()) {
        const database = folder.file(`${name}-${i}.db`);
        await run(['demo', name, database]);
        const tool = (...argv: string[]) => run([...argv, ...filter], { database });
        const listed = await tool('list', '--all', '--format', 'tokens', '--reveal');
        const told = await tool('delete', '--dry-run', '--json');
        expect(told.code).toBe(listed.code);
        if (listed.code === 2) continue;
        answered++;
        const tokens = linesOf(listed.stdout);
        const { length } = tokens;
        expect((await tool('list', '--all', '--format', 'count')).stdout).toBe(`${length}\n`);
        expect(JSON.parse(told.stdout)).toEqual({ matched: length, deleted: 0, renewed: 0 });
        const before = await run(['list', '--all', '--format', 'tokens', '--reveal'], { database });
        const gone = await tool('delete', '--yes', '--json');
        expect(JSON.parse(gone.stdout)).toEqual({ matched: length, deleted: length, renewed: 0 });
        const left = await run(['list', '--all', '--format', 'tokens', '--reveal'], { database });
        const others = linesOf(before.stdout).filter((token) => !tokens.includes(token));
        expect(linesOf(left.stdout)).toEqual(others);
      }
      expect(answered).toBeGreaterThan(1);
    },
  );
});

describe('where the framework’s own logout marks the row', () => {
  const file = (): string => folder.file('typeorm.db');
  const soon = Date.now() + 3_600_000;
  const json = (user: number): string =>
    `{"cookie":{"originalMaxAge":1,"path":"/"},"passport":{"user":${user}}}`;
  const rows = () =>
    query<{ id: string; destroyedAt: string | null }>(file(), 'SELECT * FROM session ORDER BY id');
  const live = async (): Promise<string> =>
    (await rows()).flatMap(({ id, destroyedAt }) => (destroyedAt === null ? id : [])).join(' ');
  const tool = (argv: readonly string[], options: RunOptions = {}) =>
    run(argv, { database: file(), ...options });

  beforeEach(async () => {
    for (const sql of [
      'CREATE TABLE session (expiredAt bigint NOT NULL, id varchar(255) PRIMARY KEY NOT NULL, json text NOT NULL, destroyedAt datetime)',
      `INSERT INTO session VALUES (${soon}, 'a', '${json(1)}', NULL), (${soon}, 'b', '${json(1)}', NULL),
        (1700000000000, 'c', '${json(1)}', NULL), (${soon}, 'd', '${json(1)}', '2026-01-01 00:00:00'), (${soon}, 'e', '${json(2)}', NULL)`,
    ])
      await query(file(), sql);
  });

  it('says so, asks so and does so', async () => {
    const would =
      /3 sessions of .*typeorm\.db would be marked as logged out, as connect-typeorm does/;
    const looked = await tool(['delete', '--user', '1', '--dry-run']);
    expect(looked.stdout).toMatch(would);
    expect(looked.stderr).toContain('2 active, 1 expired');
    const asked = await tool(['delete', '--user', '1'], {
      terminal: true,
      columns: 300,
      stdin: 'n\n',
    });
    expect([asked.code, asked.stderr]).toEqual([4, expect.stringMatching(would)]);
    expect(await live()).toBe('a b c e');
    expect(await tool(['delete', '--user', '1', '--yes'])).toMatchObject({
      code: 0,
      stdout: '3 sessions marked as logged out, as connect-typeorm does\n',
      stderr: expect.stringContaining(
        'marked stay in the table: delete --expired removes',
      ) as unknown,
    });
    expect(await live()).toBe('e');
    expect((await tool(['list', '--format', 'tokens'])).stdout).toBe('e\n');
    expect((await tool(['get', 'a'])).code).toBe(3);
    expect((await tool(['delete', 'e', 'a', '--json'])).stdout).toBe(deleted(1).stdout);
    expect((await rows()).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('a lockout marks as well, and what was saved goes back to the byte', async () => {
    const before = await rows();
    const [saved, log] = [folder.file('gone.ndjson'), folder.file('changes.log')];
    const looked = await tool(['lockout', '--user', '1', '--dry-run']);
    expect(looked.stderr).toContain('2 active, 1 expired');
    const done = await tool(['lockout', '--user', '1', '--yes', '--save', saved, '--log', log]);
    expect([done.code, done.stdout]).toEqual([0, '3 sessions ended\n']);
    expect(await live()).toBe('e');
    const [line] = objectsIn(await readFile(log, 'utf8'));
    expect(line).toMatchObject({ command: 'lockout', matched: 3, deleted: 3, outcome: 'done' });
    const back = await tool(['put', '--from', saved, '--layout', 'connect-typeorm']);
    expect([back.code, await rows()]).toEqual([0, before]);
  });

  it('what has expired, and all, go for good', async () => {
    expect((await tool(['delete', '--expired', '--yes'])).stdout).toBe('2 sessions deleted\n');
    expect((await rows()).map(({ id }) => id)).toEqual(['a', 'b', 'e']);
    expect((await tool(['delete', '--all', '--yes'])).stdout).toBe('3 sessions deleted\n');
    expect(await rows()).toEqual([]);
  });
});
