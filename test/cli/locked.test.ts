import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runChild } from '../helpers/child.js';
import { linesOf, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs } from '../helpers/scs-table.js';
import { scalar, withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();

const commands: [argv: string[], stdin?: string][] = [
  [['list']],
  [['get', 'there']],
  [['purge', '--dry-run', '-q']],
  [['put', 'new', '--data', '{}']],
  [['put', '--from', '-'], '{"token":"many","data":{}}\n'],
  [['delete', 'gone']],
  [['delete', '--all', '--yes']],
  [['purge']],
];

describe('a database that another program has locked', () => {
  const locked = async <T>(database: string, work: (unlock: () => Promise<void>) => Promise<T>) =>
    withSqlite(database, async (file) => {
      await file.exec('BEGIN EXCLUSIVE');
      return work(() => file.exec('ROLLBACK'));
    });

  it('for long: exit code 75 and one plain line, in bounded time', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'there' }]);
    const started = Date.now();
    const results = await locked(database, () =>
      Promise.all(commands.map(([argv, stdin = '']) => runChild(argv, { database, stdin }))),
    );
    expect(Date.now() - started).toBeLessThan(35_000);
    for (const { code, stdout, stderr } of results) {
      expect({ code, stdout }).toEqual({ code: 75, stdout: '' });
      expect(linesOf(stderr)).toEqual([
        `session-admin: ${database}: the database stayed locked by another program: try again later`,
      ]);
    }
    expect(await scalar(database, 'SELECT group_concat(token) FROM sessions')).toBe('there');
  });

  it('for a moment: everybody waits, and succeeds', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'there' }]);
    const [results, ran] = await locked(database, async (unlock) => {
      // All but those that remove what the others look for.
      const running = Promise.all(
        commands.slice(0, 6).map(([argv, stdin = '']) => runChild(argv, { database, stdin })),
      );
      const first = await Promise.race([running, sleep(2500)]);
      await unlock();
      return [await running, first] as const;
    });
    expect(ran).toBeUndefined();
    for (const { code, stderr } of results)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('in WAL mode can be read all the same', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'there' }]);
    await withSqlite(database, (file) => file.exec('PRAGMA journal_mode = WAL'));
    await withSqlite(database, async (file) => {
      await file.exec('BEGIN IMMEDIATE; DELETE FROM sessions');
      const { code, stdout } = await run(['list', '-f', 'tokens'], { database });
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'there\n' });
      await file.exec('ROLLBACK');
    });
  });
});
