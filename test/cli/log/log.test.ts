import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { appendTo } from '../../../src/cli/log/file.js';
import { Journal } from '../../../src/cli/log/journal.js';
import { whileLocked } from '../../../src/cli/log/lock.js';
import { thisProcess } from '../../../src/cli/log/process.js';
import { shellWord } from '../../../src/cli/text.js';
import { runChild, start } from '../../helpers/child.js';
import { linesOf, objectsIn, run, type RunOptions } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';
import { createManyScs, createScs, longAgo, tokenOf } from '../../helpers/scs-table.js';
import { query } from '../../helpers/sqlite.js';
import { tool } from '../../helpers/terminal.js';

const folder = useFolder();
const log = (): string => folder.file('changes.log');
const logLines = async (): Promise<Record<string, unknown>[]> =>
  objectsIn(await readFile(log(), 'utf8'));
const hidden = async (): Promise<string[]> =>
  (await readdir(folder.path)).filter((name) => name.startsWith('.'));

const some = (name = 'a.db'): Promise<string> =>
  createScs(
    folder.file(name),
    [1, 2, 3, 4].map((n) => ({
      token: tokenOf(n),
      data: { userID: n % 2 },
      ...(n > 2 && { expiry: longAgo }),
    })),
  );

const logged = (argv: readonly string[], options: RunOptions) =>
  run([...argv, '--log', log()], options);

describe('--log', () => {
  it('has a line for each command that changed something, or tried to', async () => {
    const database = await some();
    const saved = folder.file('gone.ndjson');
    const calls: [argv: string[], code: number][] = [
      [['list'], 0],
      [['delete', '--all', '--dry-run'], 0],
      [['delete', '--sometimes'], 2],
      [['delete', tokenOf(1), '--reason', 'lost\nlaptop \u001b[31m\u202e', '--save', saved], 0],
      [['delete', '--user', '0', '--expires-after', '-1d'], 4],
      [['purge', '--grace', '1h'], 0],
      [['put', '--from', saved], 0],
      [['put', '--generate', '--data', '{"password":"hidden"}', '--set', 'none=secret'], 2],
      [['lockout', '--user', '1', '--yes', '--except', 'nosuchtoken'], 2],
      [['delete', 'abc', 'abcdefgh'], 0],
      [['delete', '--all', '--where', 'userID=7'], 2],
      [['delete', '--where', 'userID=7', '--token-prefix', 'abcdef', '--yes'], 0],
      [['delete', '--all', '--yes', '--table', 'nothing'], 2],
    ];
    for (const [argv, code] of calls) {
      const done = await logged(argv, { database });
      expect([argv, done.code, done.stderr]).toEqual([argv, code, expect.any(String)]);
    }
    expect((await stat(log())).mode & 0o777).toBe(0o600);
    const text = await readFile(log(), 'utf8');
    // A hash may have any letters.
    expect(text.replace(/"previous":"\w+"/g, '')).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u202e]|hidden|secret|nosuch|abcd|=7/,
    );
    const lines = await logLines();
    expect(Object.keys(lines[0] ?? {})).toEqual(
      'time by app database table command filter reason matched deleted stored durationMs outcome previous'.split(
        ' ',
      ),
    );
    expect(lines[0]).toMatchObject({
      by: `${userInfo().username}@${hostname()}`,
      app: null,
      database: expect.stringContaining('a.db') as string,
      table: 'sessions',
      reason: 'lost\nlaptop \u001b[31m\u202e',
      previous: null,
    });
    const tell = (line: Record<string, unknown>): unknown[] =>
      ['command', 'filter', 'matched', 'deleted', 'stored', 'outcome'].map((key) => line[key]);
    expect(lines.map(tell)).toEqual([
      ['delete', `${tokenOf(1).slice(0, 8)}…`, 1, 1, null, 'done'],
      ['delete', '--user 0 --expires-after -1d', 1, 0, null, 'refused'],
      ['purge', '--grace 1h', null, 2, null, 'done'],
      ['put', `--from ${saved}`, null, null, 1, 'done'],
      ['put', '--generate --data … --set none=…', null, null, null, 'failed: INVALID_ARGUMENT'],
      ['lockout', '--user 1 --except …', null, null, null, 'failed: INVALID_ARGUMENT'],
      ['delete', 'a… ab…', 0, 0, null, 'done'],
      ['delete', '--where userID… --token-prefix ab…', 0, 0, null, 'done'],
      ['delete', '--all', null, null, null, 'failed: TABLE_MISSING'],
    ]);
  });

  it.each<[what: string, make: (path: string) => Promise<unknown>, why: RegExp]>([
    ['is a link', (path) => writeFile(folder.file('b'), '').then(() => symlink('b', path)), /link/],
    [
      'others may write',
      (path) => writeFile(path, '').then(() => chmod(path, 0o620)),
      /chmod go-w/,
    ],
    ['is a folder', (path) => mkdir(path), /cannot be written/],
    [
      'is a pipe',
      (path) => Promise.resolve(execFileSync('mkfifo', ['-m', '600', path])),
      /no file/,
    ],
    [
      'is no log',
      (path) => writeFile(path, 'mine\n{"time":"now"}\n', { mode: 0o600 }),
      /another file/,
    ],
    ['has no folder', () => rm(folder.file('logs'), { recursive: true }), /folder is not there/],
  ])('changes nothing where the log %s', async (_, make, why) => {
    const database = await some();
    const before = await query(database, 'SELECT * FROM sessions');
    await mkdir(folder.file('logs'));
    const path = folder.file('logs/changes.log');
    await make(path);
    const env = { SESSION_ADMIN_LOG: path };
    const { code, stdout, stderr } = await run(['delete', '--all', '--yes'], { database, env });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/: nothing was changed\n/);
    expect(await query(database, 'SELECT * FROM sessions')).toEqual(before);
  });

  it.for([
    ['tmpfs', 'is full', 'mount -t tmpfs -o size=32k none "$0"', 'the disk is full (ENOSPC)'],
    ['bash', 'takes no such file', "trap '' XFSZ; ulimit -f 16", 'it grows too large (EFBIG)'],
  ] as const)(
    'changes nothing where %s: the disk %s',
    async ([program, , limit, why], { skip }) => {
      const own = ['unshare', '-rm', 'bash', '-c'];
      const mounts = spawnSync('unshare', [...own.slice(1), limit, folder.path]).status === 0;
      skip(program === 'tmpfs' && !mounts, 'only who may mount a disk of that size can try it');
      const database = await some();
      const before = await query(database, 'SELECT * FROM sessions');
      await mkdir(folder.file('logs'));
      const script = `${limit}; exec "$@"`;
      const argv = [folder.file('logs'), process.execPath, tool, 'delete', '--all', '--yes'];
      const [shell = '', ...words] = program === 'tmpfs' ? own : ['bash', '-c'];
      const { status, stdout, stderr } = spawnSync(
        shell,
        [...words, script, ...argv, '-d', database, '--log', folder.file('logs/changes.log')],
        { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
      );
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`cannot be written: ${why}: nothing was changed\n`);
      expect(await query(database, 'SELECT * FROM sessions')).toEqual(before);
      expect((await readdir(folder.file('logs'))).filter((name) => name.startsWith('.'))).toEqual(
        [],
      );
    },
  );

  it('waits for a lock that a command holds which is at work, and no longer than it is told', async () => {
    const lock = folder.file('.changes.log.lock');
    await writeFile(lock, JSON.stringify(thisProcess()));
    let ran = false;
    const work = (): Promise<void> => Promise.resolve(void (ran = true));
    await expect(whileLocked(log(), work, 20)).rejects.toThrow(
      `cannot be written: another command holds ${lock}; if none runs, remove that file`,
    );
    expect([ran, await hidden()]).toEqual([false, ['.changes.log.lock']]);
    const waiting = whileLocked(log(), work);
    await rm(lock);
    await waiting;
    expect([ran, await hidden()]).toEqual([true, []]);
  });

  it('is waited for ten seconds by a command, which then changes nothing', async () => {
    const database = await some();
    const before = await query(database, 'SELECT * FROM sessions');
    const lock = folder.file('.changes.log.lock');
    await writeFile(lock, JSON.stringify(thisProcess()));
    // A clock on which ten seconds are over at once.
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(process, 'hrtime').mockImplementation(() => [now() / 10, 0]);
    onTestFinished(() => clock.mockRestore());
    const started = now();
    const { code, stdout, stderr } = await logged(['purge'], { database });
    expect(now() - started).toBeGreaterThan(100);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `session-admin: --log: ${log()} cannot be written: another command holds ${lock}; if none runs, remove that file: nothing was changed\n`,
    );
    expect(await query(database, 'SELECT * FROM sessions')).toEqual(before);
    expect(await hidden()).toEqual(['.changes.log.lock']);
  });

  it('keeps one chain where several write at once, and the name of each application', async () => {
    const databases = await Promise.all(['a', 'b', 'c'].map((name) => some(`${name}.db`)));
    const apps = ['shop', 'blog', 'forum'];
    const profiles = Object.fromEntries(
      apps.map((app, at) => [app, { database: databases[at], log: log() }]),
    );
    const env = await writeProfiles(folder.file('profiles.json'), profiles);
    // The one lock was left by a process that is gone.
    const { pid } = spawnSync(process.execPath, ['--version']);
    const gone = { ...thisProcess(), pid, started: null };
    await writeFile(folder.file('.changes.log.lock'), JSON.stringify(gone));
    const several = (): Promise<{ code: number }> => run(['@all', 'purge'], { env });
    const one = (): Promise<{ code: number }> => runChild(['@shop', 'purge'], { env });
    const done = await Promise.all([
      several(),
      one(),
      several(),
      one(),
      several(),
      one(),
      several(),
    ]);
    expect(done.map(({ code }) => code)).toEqual(done.map(() => 0));
    const lines = await logLines();
    expect(lines.map(({ app }) => app).toSorted()).toEqual(
      ['blog', 'forum', 'shop'].flatMap((app) =>
        Array.from({ length: app === 'shop' ? 7 : 4 }, () => app),
      ),
    );
    const verified = await run(['@blog', 'log', 'verify'], { env });
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toMatch(/^15 lines, whole and in order; the last is [0-9a-f]{64}\n$/);
    expect(await hidden()).toEqual([]);
  });

  it('has the next command say what was killed', async () => {
    const database = await createManyScs(folder.file('a.db'), 300, 300);
    const argv = ['purge', '--batch-size', '10', '--pause', '1h', '-v', '--log', log()];
    const child = start(argv, { database, stdin: '' });
    await child.until('stderr', /DELETE/);
    child.process.kill('SIGKILL');
    await child.ended;
    expect(await hidden()).toHaveLength(1);
    const open = await run(['log', 'verify', log()]);
    expect(open.stderr).toContain('1 command beside it has begun and not ended');
    // Half a line is what a machine that went down may leave.
    await appendFile(log(), '{"time":"2027-01-02T03:04:05.678Z","by":"ann@de');
    expect(await logged(['delete', tokenOf(299)], { database })).toMatchObject({ code: 0 });
    expect(await logLines()).toMatchObject([
      { command: 'purge', table: 'sessions', durationMs: null, outcome: 'killed', previous: null },
      { command: 'delete', outcome: 'done' },
    ]);
    expect((await run(['log', 'verify', log()])).code).toBe(0);
    expect(await hidden()).toEqual([]);
  });

  it('keeps a line that could not be written beside the log, and says so', async () => {
    const database = await some();
    const context = new Journal(log(), { app: null, command: 'purge', filter: null, reason: null });
    await context.begin();
    context.did({ deleted: 7 });
    await rm(log());
    await mkdir(log());
    await expect(context.end('done')).rejects.toThrow('cannot be written');
    await rm(log(), { recursive: true });
    const [left = ''] = await hidden();
    const begun = (await readFile(folder.file(left), 'utf8')).replace(
      `"pid":${process.pid}`,
      `"pid":${spawnSync(process.execPath, ['--version']).pid}`,
    );
    await writeFile(folder.file(left), begun);
    expect((await logged(['delete', tokenOf(1)], { database })).code).toBe(0);
    expect(await logLines()).toMatchObject([
      { command: 'purge', deleted: 7, outcome: 'done' },
      { command: 'delete', deleted: 1 },
    ]);
  });

  it('has a line for each run of a watch that deleted something', async () => {
    const database = await some();
    const child = start(['watch', '--interval', '1h', '--log', log()], { database, stdin: '' });
    await child.until('stdout', /deleted/);
    child.process.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
    expect(await logLines()).toMatchObject([
      { command: 'watch', filter: '--interval 1h', deleted: 2, outcome: 'done' },
    ]);
    expect(await hidden()).toEqual([]);
  });

  it('warns of a reason that is kept nowhere', async () => {
    const { code, stderr } = await run(['purge', '--reason', 'spring'], { database: await some() });
    expect([code, stderr]).toEqual([
      0,
      'warning: --reason is kept in a log: name one with --log\n',
    ]);
  });
});

describe('log', () => {
  const chain = async (): Promise<{ lines: string[]; last: string }> => {
    await appendTo(
      log(),
      ['1', '7', "o'neil", '42'].map((user, at) => ({
        time: `2027-01-0${at + 1}T00:00:00.000Z`,
        ...{ by: 'ann@desk', app: at === 2 ? 'shop' : null, database: 'a.db', table: 'sessions' },
        ...{ command: 'delete', filter: `--user ${shellWord(user)}`, reason: null },
        ...{ matched: at, deleted: at, stored: null, durationMs: 9, outcome: 'done' },
      })),
    );
    const { stdout } = await run(['log', 'verify', '--json', '--log', log()]);
    expect(JSON.parse(stdout)).toMatchObject({ lines: 4, problem: null, open: 0 });
    const { last } = JSON.parse(stdout) as { last: string };
    return { lines: linesOf(await readFile(log(), 'utf8')), last };
  };

  it.each<[what: string, change: (lines: string[]) => string[], problem: RegExp]>([
    [
      'altered',
      ([a, b = '', ...rest]) => [a ?? '', b.replace('"deleted":1', '"deleted":0'), ...rest],
      /line 3 does not follow line 2: line 2 was altered/,
    ],
    ['missing', ([a = '', b = '', , d = '']) => [a, b, d], /line 3 does not follow line 2/],
    ['missing at the start', ([, ...rest]) => rest, /line 1 is not the first/],
    [
      'in another place',
      ([a = '', b = '', c = '', d = '']) => [a, c, b, d],
      /line 2 does not follow line 1/,
    ],
    ['put in', ([a = '', ...rest]) => [a, a, ...rest], /line 2 is the first of a log/],
    ['no line', ([a = '', ...rest]) => [a, '{}', ...rest], /line 2 is not whole/],
    ['too long', ([a = '', ...rest]) => [a, 'x'.repeat(300_000), ...rest], /line 2 is not whole/],
    ['cut off at the end', (lines) => lines.slice(0, 3), /no line has that hash/],
  ])('names the first line that is %s', async (_, change, problem) => {
    const { lines, last } = await chain();
    expect((await run(['log', 'verify', log(), last])).code).toBe(0);
    await writeFile(
      log(),
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const { code, stdout, stderr } = await run(['log', 'verify', log(), last]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(problem);
  });

  it('shows what was changed, by user and since', async () => {
    await chain();
    const show = (...argv: string[]) => run(['log', 'show', log(), ...argv]);
    expect((await show('--user', "o'neil")).stdout).toBe(
      "2027-01-03T00:00:00.000Z ann@desk @shop: delete --user 'o'\\''neil', sessions of a.db: 2 matched, 2 deleted: done\n",
    );
    const narrow = await run(['log', 'show', log(), '--user', "o'neil", '--no-pager'], {
      terminal: true,
      columns: 60,
    });
    expect(narrow.stdout).toBe(
      "2027-01-03T00:00:00.000Z ann@desk @shop: delete --user\n  'o'\\''neil', sessions of a.db: 2 matched, 2 deleted: done\n",
    );
    expect(linesOf((await show('--since', '2027-01-03T00:00:00Z')).stdout)).toHaveLength(2);
    expect(JSON.parse((await show('--json')).stdout)).toHaveLength(4);
    expect((await show('--json', '--user', '4')).stdout).toBe('[]\n');
    expect((await show('--format', 'count')).stdout).toBe('4\n');
    expect((await show('--format', 'count', '--user', '4')).stdout).toBe('0\n');
    expect(objectsIn((await show('--format', 'ndjson', '--user', '42')).stdout)).toHaveLength(1);
    await appendFile(log(), 'not ours\n');
    expect(await show('--user', '42')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 line cannot be read') as string,
    });
  });

  it('shows what was done to a user by any of the names', async () => {
    const database = folder.file('shop.db');
    await run(['demo', 'django', database]);
    const typed = ['USER5@example.com', '5', '1'];
    for (const user of typed) {
      expect((await logged(['delete', '--user', user, '--yes'], { database })).code).toBe(0);
    }
    const lines = await logLines();
    expect(lines.map(({ filter }) => filter)).toEqual([
      '--user USER5@example.com (5) (user5@example.com)',
      '--user 5 (user5@example.com)',
      '--user 1 (user1@example.com)',
    ]);
    for (const user of ['5', 'user5@example.com', 'User5@Example.COM']) {
      const { stdout } = await run(['log', 'show', log(), '--user', user]);
      expect(linesOf(stdout)).toHaveLength(2);
    }
    for (const user of ['user5', '(5)', '--user', 'example.com']) {
      expect((await run(['log', 'show', log(), '--user', user])).stdout).toBe('');
    }
    expect((await run(['log', 'verify', log()])).code).toBe(0);
  });

  it.each([
    [['log'], 'expected show or verify'],
    [['log', 'verfy', 'x'], 'verify'],
    [['log', 'show'], 'name the log, or give --log'],
    [['log', 'show', 'none.log'], 'there is none of that name'],
    [['log', 'verify', 'none.log', 'abc'], '64 hexadecimal digits'],
    [['purge', '--log', '', '--reason', 'x'], '--log: expected a path'],
    [['purge', '--log', 'x', '--reason', 'x'.repeat(2001)], '--reason: expected 2000 characters'],
  ])('%j is a usage error', async (argv, words) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
