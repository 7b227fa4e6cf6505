import { readdir, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runChild } from '../helpers/child.js';
import { run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { scalar, withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();

const commands = [
  ['list'],
  ['list', '--all', '--json'],
  ['get', 'some-token'],
  ['purge'],
  ['purge', '--dry-run'],
  ['delete', 'some-token'],
  ['delete', '--all', '--yes'],
  ['delete', '--user', '42'],
  ['watch', '--interval', '1h'],
];

describe.each(commands)('%s %s %s', (...argv) => {
  it('fails on a missing file, in a folder that is there or not, and makes nothing', async () => {
    for (const name of ['missing.db', 'nowhere/missing.db']) {
      const database = folder.file(name);
      const { code, stdout, stderr } = await run(argv, { database });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(`session-admin: there is no SQLite file ${database}\n`);
      expect(await readdir(folder.path)).toEqual([]);
    }
  });

  it('fails on a missing table, and makes none', async () => {
    const database = folder.file('a.db');
    await withSqlite(database, (file) => file.exec('CREATE TABLE users (id)'));
    for (const more of [[], ['--table', 'sesions']]) {
      const { code, stdout, stderr } = await run([...argv, ...more], { database });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /^session-admin: there is no (?:session )?table.*\(--table or SESSION_ADMIN_TABLE\)\n$/,
      );
    }
    expect(await scalar(database, 'SELECT count(*) FROM sqlite_schema')).toBe(1);
  });

  it('fails on a folder', async () => {
    const { code, stderr } = await run(argv, { database: folder.path });
    expect(code).toBe(2);
    expect(stderr).toMatch(/is a folder, not a SQLite file/);
    expect(await readdir(folder.path)).toEqual([]);
  });
});

it('the default is sessions.db in the working folder, and is not made either', async () => {
  const { code, stderr } = await runChild(['purge'], { cwd: folder.path });
  expect(code).toBe(2);
  expect(stderr).toMatch(/there is no SQLite file sessions\.db/);
  expect(await readdir(folder.path)).toEqual([]);
});

it('makes a new SQLite file for its owner alone', async () => {
  const database = folder.file('new.db');
  expect((await run(['put', 'some-token', '--data', '{}'], { database })).code).toBe(0);
  expect((await stat(database)).mode & 0o777).toBe(0o600);
});
