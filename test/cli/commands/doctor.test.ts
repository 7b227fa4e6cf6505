import { chmod, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkNames, type Examined } from '../../../src/index.js';
import { output, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createManyScs, createScs, longAgo } from '../../helpers/scs-table.js';
import { withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();

const healthy = async (): Promise<string> => {
  const path = await createManyScs(folder.file('a.db'), 20);
  await chmod(path, 0o600);
  return path;
};

/** Its token has no unique index, which fails, and its expired sessions are long dead. */
async function ill(): Promise<string> {
  const path = await createScs(folder.file('a.db'), [{ token: 'a', expiry: longAgo }]);
  await withSqlite(path, (file) =>
    file.exec(
      'CREATE TABLE t (token varchar(43), data blob, expiry datetime); INSERT INTO t SELECT * FROM sessions; DROP TABLE sessions; ALTER TABLE t RENAME TO sessions',
    ),
  );
  return path;
}

describe('doctor', () => {
  it('says one line a check where all is well, and changes nothing', async () => {
    const database = await healthy();
    const before = await readFile(database);
    const lines = (await output(['doctor'], { database })).trimEnd().split('\n');
    expect(lines.map((line) => line.split(/:? +/)[1])).toEqual([...checkNames]);
    expect(lines.every((line) => /^(?:ok {5}|skipped) {2}[a-z-]+: \S/.test(line))).toBe(true);
    expect(await readFile(database)).toEqual(before);
    expect(await readdir(folder.path)).toEqual(['a.db']);
  });

  it('ends with 1 where a check failed, and with what mends it', async () => {
    const { code, stdout } = await run(['doctor', '-q'], { database: await ill() });
    expect(code).toBe(1);
    const [first, second] = stdout.split('\n');
    expect(first).toMatch(
      /^fail {5}token-index: token has no unique index.*; to mend it: CREATE UNIQUE INDEX /,
    );
    expect(second).toMatch(/^warn {5}purge: 1 expired session is in the table, dead for up to /);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('is an array of the contract’s keys in JSON, also with --quiet', async () => {
    const database = await healthy();
    for (const argv of [
      ['doctor', '--json'],
      ['doctor', '-q', '--json'],
    ]) {
      const found = JSON.parse(await output(argv, { database })) as Examined[];
      expect(found).toHaveLength(checkNames.length);
      for (const one of found) {
        expect(Object.keys(one)).toEqual(['check', 'status', 'message', 'fix']);
      }
    }
    const lines = (await output(['doctor', '-f', 'ndjson'], { database })).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Examined).check)).toEqual([...checkNames]);
    expect(await output(['doctor', '-f', 'count'], { database })).toBe(`${checkNames.length}\n`);
    expect(await output(['doctor', '-f', 'csv', '--only', 'writes'], { database })).toBe(
      'check,status,message,fix\nwrites,ok,the database takes changes,\n',
    );
  });

  it('makes the checks that are named, and no others', async () => {
    const database = await healthy();
    const argv = ['doctor', '--only', 'writes', '--only', 'rows'];
    expect(await output(argv, { database })).toBe(
      'ok       writes: the database takes changes\nok       rows: 20 rows looked at: all can be read\n',
    );
    const { code, stderr } = await run(['doctor', '--only', 'purgee'], { database });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^session-admin: --only: expected one of .*did you mean purge\?\n$/);
  });

  it('lists in its help every check that there is', async () => {
    const text = (await output(['doctor', '--help'])).replace(/\s+/g, ' ');
    expect(text).toContain(`${checkNames.slice(0, -1).join(', ')} or ${checkNames.at(-1) ?? ''}`);
  });

  it('has colours on a terminal alone, and none without', async () => {
    const database = await healthy();
    const argv = ['doctor', '--only', 'writes'];
    const { stdout } = await run(argv, { database, terminal: true });
    expect(stdout).toContain('\u001b[32mok');
    expect((await run([...argv, '--no-color'], { database, terminal: true })).stdout).toBe(
      await output(argv, { database }),
    );
  });

  it('breaks its lines at the terminal’s width, and says what mends on a line of its own', async () => {
    const database = await ill();
    for (const columns of [40, 80, 120, 200]) {
      const { stdout } = await run(['doctor', '--no-color'], { database, terminal: true, columns });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
      expect(stdout).toMatch(/\n {9}to mend it: CREATE UNIQUE\b/);
      const whole = stdout.replace(/\n {9}to mend it/g, '; to mend it').replace(/\n {9}/g, ' ');
      expect(whole).toBe((await run(['doctor'], { database })).stdout);
    }
  });

  it('writes no tokens, so refuses that format', async () => {
    expect((await run(['doctor', '-f', 'tokens'], { database: await healthy() })).code).toBe(2);
  });

  it('escapes what stands in names', async () => {
    const database = await createScs(folder.file('a.db'), [], { name: 'a\u001b[31mb\u202e' });
    const { stdout } = await run(['doctor'], { database, terminal: true });
    expect(stdout).toContain('a\\x1b[31mb\\u202e');
    expect(stdout).not.toContain('\u001b[31mb');
  });
});

describe('doctor, of what cannot be opened', () => {
  it('unreachable: one check fails, the others are skipped, and the exit code is 75', async () => {
    const { code, stdout, stderr } = await run(['doctor', '--json'], {
      database: 'postgres://ann:s3cr3t@127.0.0.1:1/app',
    });
    const found = JSON.parse(stdout) as Examined[];
    expect({ code, stderr }).toEqual({ code: 75, stderr: '' });
    expect(found.map(({ status }) => status)).toEqual([
      'fail',
      ...Array.from({ length: checkNames.length - 1 }, () => 'skipped'),
    ]);
    expect(found[0]).toMatchObject({ check: 'connection', fix: expect.any(String) as string });
    expect(stdout).not.toContain('s3cr3t');
  });

  it('no session table: the layout fails, and the exit code is that of every command', async () => {
    const database = folder.file('a.db');
    await withSqlite(database, (file) => file.exec('CREATE TABLE users (id)'));
    const { code, stdout } = await run(['doctor', '--only', 'rows'], { database });
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^fail {5}layout: there is no .*to mend it: --table or SESSION_ADMIN_TABLE\nskipped {2}rows: /,
    );
  });

  it('no file: an error as everywhere, and nothing is made', async () => {
    const database = folder.file('missing.db');
    const { code, stdout, stderr } = await run(['doctor'], { database });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`session-admin: there is no SQLite file ${database}\n`);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('a layout that is only guessed is told once', async () => {
    const database = folder.file('a.db');
    await withSqlite(database, (file) =>
      file.exec(
        'CREATE TABLE sessions (id text PRIMARY KEY, user_id text, expires_at text, revoked_at text)',
      ),
    );
    const { stdout, stderr } = await run(['doctor', '--only', 'layout'], { database });
    expect(stdout).toMatch(/^warn {5}layout: .*\(--layout or SESSION_ADMIN_LAYOUT\)\n$/);
    expect(stderr).toBe('');
  });
});
