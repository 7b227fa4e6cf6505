import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { output, run, type RunOptions } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createScs, tokenOf } from '../../helpers/scs-table.js';
import { query, scalar, withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();

interface Stored {
  expiry: string;
  data: Record<string, unknown>;
  codec: string;
}

const put = (argv: string[], options: RunOptions = {}) =>
  run(['put', ...argv], { database: folder.file('a.db'), ...options });

async function stored(token: string): Promise<Stored> {
  const database = folder.file('a.db');
  const text = await output(['get', token, '--expired', '--json'], { database });
  return JSON.parse(text) as Stored;
}

/** Seconds from now to a session's expiry. */
const lifetime = async (token: string): Promise<number> =>
  (Date.parse((await stored(token)).expiry) - Date.now()) / 1000;

describe('put makes', () => {
  it('the file and the table as gormstore does', async () => {
    expect((await put(['abc', '--data', '{"userID":42}'])).code).toBe(0);
    const schema = await query<{ sql: string }>(
      folder.file('a.db'),
      'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name',
    );
    expect(schema.map(({ sql }) => sql.replaceAll('"', '`').replaceAll(/, /g, ','))).toEqual([
      'CREATE INDEX `idx_sessions_expiry` ON `sessions` (`expiry`)',
      'CREATE TABLE `sessions` (`token` varchar(43),`data` blob,`expiry` datetime,PRIMARY KEY (`token`))',
    ]);
    const types = 'SELECT typeof(token) || typeof(data) || typeof(expiry) FROM sessions';
    expect(await scalar(folder.file('a.db'), types)).toBe('textblobtext');
    const expiry = 'SELECT expiry FROM sessions';
    expect(await scalar(folder.file('a.db'), expiry)).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00:00$/,
    );
  });

  it('the table in a file that has none, and leaves the other tables alone', async () => {
    await withSqlite(folder.file('a.db'), (file) => file.exec('CREATE TABLE users (id)'));
    expect((await put(['abc', '-t', 'sessions'])).code).toBe(0);
    expect(await scalar(folder.file('a.db'), 'SELECT count(*) FROM sqlite_schema')).toBe(4);
  });

  it('no table of another name', async () => {
    expect((await put(['abc', '-t', 'sesions'])).code).toBe(2);
    expect(await readdir(folder.path)).toEqual([]);
    await createScs(folder.file('a.db'), []);
    const { code, stderr } = await put(['abc', '-t', 'sesions']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^session-admin: there is no table sesions in .*--table/);
    const tables = "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'";
    expect(await scalar(folder.file('a.db'), tables)).toBe('sessions');
  });

  it('no folder', async () => {
    const { code, stderr } = await put(['abc', '-d', folder.file('nowhere/a.db')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^session-admin: there is no folder /);
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe('put stores', () => {
  it('what --data says, and runs out after 24 hours', async () => {
    await put(['abc', '--data', '{"userID":42,"ok":true,"tags":["a"]}']);
    expect(await stored('abc')).toMatchObject({
      codec: 'gob',
      data: { userID: 42, ok: true, tags: ['a'] },
    });
    expect(await lifetime('abc')).toBeGreaterThan(24 * 3600 - 20);
    expect(await lifetime('abc')).toBeLessThanOrEqual(24 * 3600);
  });

  it('an empty payload where none is given', async () => {
    await put(['abc']);
    expect((await stored('abc')).data).toEqual({});
  });

  it('what a file holds, or stdin', async () => {
    await writeFile(folder.file('data.json'), '{"from":"file"}\n');
    await put(['file', '--file', folder.file('data.json')]);
    expect((await stored('file')).data).toEqual({ from: 'file' });
    await put(['stdin', '--file', '-'], { stdin: '{"from":"stdin"}' });
    expect((await stored('stdin')).data).toEqual({ from: 'stdin' });
  });

  it('raw bytes as they are', async () => {
    const bytes = Buffer.from([0, 1, 2, 0x0a, 0x0d, 0xff, 0xc3, 0x28]);
    await writeFile(folder.file('raw'), bytes);
    await put(['file', '--raw-file', folder.file('raw')]);
    await put(['stdin', '--raw-file', '-'], { stdin: bytes });
    await put(['empty', '--raw-file', '-'], { stdin: '' });
    const rows = await query<{ token: string; hex: string }>(
      folder.file('a.db'),
      'SELECT token, hex(data) AS hex FROM sessions ORDER BY token',
    );
    const hex = bytes.toString('hex').toUpperCase();
    expect(rows.map((row) => row.hex)).toEqual(['', hex, hex]);
  });

  it('in place of the session that has the token', async () => {
    await put(['abc', '--data', '{"v":1}', '--ttl', '1h']);
    await put(['abc', '--data', '{"v":2}', '--ttl', '2d']);
    expect(await stored('abc')).toMatchObject({ data: { v: 2 } });
    expect(await lifetime('abc')).toBeGreaterThan(47 * 3600);
    expect(await scalar(folder.file('a.db'), 'SELECT count(*) FROM sessions')).toBe(1);
  });

  it('with the codec of the table, or the one asked for', async () => {
    await createScs(folder.file('a.db'), [{ token: 'there', data: { a: 1 } }]);
    await put(['abc', '--data', '{"v":1}']);
    expect(await stored('abc')).toMatchObject({ codec: 'json', data: { v: 1 } });
    await put(['gob', '--data', '{"v":1}', '-c', 'gob']);
    expect(await stored('gob')).toMatchObject({ codec: 'gob', data: { v: 1 } });
  });

  it.each([
    ['90s', 90],
    ['1h30m', 5400],
    ['2w', 14 * 86400],
  ])('for --ttl %s', async (ttl, seconds) => {
    await put(['abc', '--ttl', ttl]);
    expect(Math.abs((await lifetime('abc')) - seconds)).toBeLessThan(20);
  });

  it('until --expires, to the millisecond', async () => {
    await put(['abc', '--expires', '2031-02-03T04:05:06.789+02:00']);
    expect((await stored('abc')).expiry).toBe('2031-02-03T02:05:06.789Z');
    await put(['abc', '--expires', '+2h']);
    expect(Math.abs((await lifetime('abc')) - 7200)).toBeLessThan(20);
  });

  it('an expired session where it is asked to, with a warning', async () => {
    const { code, stderr } = await put(['abc', '--expires', '2020-01-01T00:00:00Z', '-q']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: that expiry has passed/);
    expect((await stored('abc')).expiry).toBe('2020-01-01T00:00:00.000Z');
  });

  it('a token from stdin', async () => {
    expect((await put(['-', '--data', '{"v":1}'], { stdin: 'from-stdin\n' })).code).toBe(0);
    expect((await stored('from-stdin')).data).toEqual({ v: 1 });
  });
});

describe('put says', () => {
  it('a token that it generated, whole, in the form of SCS', async () => {
    const { code, stdout, stderr } = await put(['--generate', '--data', '{"userID":42}']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
    expect((await stored(stdout.trim())).data).toEqual({ userID: 42 });
    const other = await put(['--generate']);
    expect(other.stdout).not.toBe(stdout);
  });

  it.each(['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens'])(
    'the generated token in %s',
    async (format) => {
      const { stdout } = await put(['--generate', '-f', format]);
      const [token] = await query<{ token: string }>(folder.file('a.db'), 'SELECT * FROM sessions');
      expect(stdout).toContain(token?.token);
    },
  );

  it.each(['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count'])(
    'no given token whole in %s',
    async (format) => {
      const token = tokenOf(1);
      const { code, stdout, stderr } = await put([token, '-f', format]);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(token);
    },
  );

  it('nothing in a pipe, and a sentence on a terminal', async () => {
    expect(await put(['abc'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const { stdout } = await put(['abc', '--ttl', '2h'], { terminal: true });
    expect(stdout).toMatch(/^session abc stored, runs out in (2h|1h 59m)\n$/);
  });
});

describe('put refuses', () => {
  it.each([
    [['abc', '--data', '{bad'], /--data: it is not JSON/],
    [['abc', '--data', ''], /--data: it is not JSON/],
    [['abc', '--file', 'nowhere.json'], /cannot be read: there is none of that name/],
    [['abc', '--raw-file', 'nowhere.bin'], /cannot be read/],
    [['abc', '--data', '{}', '--file', '-'], /choose one of --data, --file and --raw-file/],
    [['abc', '--data', '{}', '--raw-file', '-'], /choose one of/],
    [['abc', '--ttl', '1h', '--expires', '+1h'], /choose one of --ttl and --expires/],
    [['abc', '--ttl', '0s'], /--ttl/],
    [['abc', '--ttl', '5'], /--ttl: expected a duration with a unit/],
    [['abc', '--ttl', '1h30'], /--ttl/],
    [['abc', '--expires', 'tomorrow'], /--expires: expected an RFC 3339 time/],
    [['abc', '--expires', '2031-02-03'], /--expires/],
    [['abc', '--expires', '2031-02-30T00:00:00Z'], /--expires/],
    [['abc', '--generate'], /give a token or --generate, not both/],
    [[], /give a token, --generate or --from/],
    [[''], /not an empty argument/],
    [['-', '--file', '-'], /only one thing can come from stdin/],
    [['abc', '--from', 'x'], /--from takes everything from its lines/],
    [['--from', 'x', '--ttl', '1h'], /--from takes everything from its lines/],
    [['--from', 'nowhere.ndjson'], /--from: the file cannot be read/],
  ])('%j, and makes nothing', async (argv, message) => {
    const { code, stdout, stderr } = await put(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('a masked token', async () => {
    expect((await put(['t0000001…'])).code).toBe(2);
    expect((await put(['-'], { stdin: 't0000001…\n' })).code).toBe(2);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('an empty token on stdin', async () => {
    expect((await put(['-'], { stdin: '\n' })).code).toBe(2);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('a payload that the codec cannot write', async () => {
    const { code, stderr } = await put(['abc', '--data', '42', '-c', 'gob']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^session-admin: /);
  });

  it('a folder in place of a file', async () => {
    await mkdir(folder.file('a.db'));
    const { code, stderr } = await put(['abc']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is a folder/);
  });
});
