import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { start } from '../helpers/child.js';
import { output, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createManyScs, createScs, farAhead } from '../helpers/scs-table.js';
import { query, scalar, withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();

const integrity = (database: string): Promise<unknown> =>
  scalar(database, 'PRAGMA integrity_check');
/** Bytes of the file, and of those that WAL mode keeps beside it. */
async function written(database: string): Promise<number> {
  const sizes = await Promise.all(
    [database, `${database}-wal`].map((path) => stat(path).catch(() => ({ size: 0 }))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
const count = async (database: string): Promise<number> =>
  Number(await scalar(database, 'SELECT count(*) FROM sessions'));

describe.each(['delete', 'wal'])('kill -9 in journal mode %s', (mode) => {
  it('in the middle of purge leaves a sound file, and the next run goes on', async () => {
    const database = await createManyScs(folder.file('a.db'), 21_000, 20_000);
    await withSqlite(database, (file) => file.exec(`PRAGMA journal_mode = ${mode}`));
    let before = await count(database);
    for (const delay of [0, 3, 11]) {
      const argv = ['purge', '--batch-size', '20', '--pause', '1ms', '-v'];
      const child = start(argv, { database, stdin: '' });
      await child.until('stderr', /(DELETE(.|\n)*){5}/);
      await sleep(delay);
      child.process.kill('SIGKILL');
      expect((await child.ended).signal).toBe('SIGKILL');
      expect(await integrity(database)).toBe('ok');
      const left = await count(database);
      expect(left).toBeLessThan(before);
      expect(left).toBeGreaterThan(1000);
      before = left;
    }
    const { stdout } = await run(['purge', '--json'], { database });
    expect(JSON.parse(stdout)).toMatchObject({ deleted: before - 1000, remaining: 0 });
    expect(await integrity(database)).toBe('ok');
    expect(await output(['list', '--all', '-f', 'count'], { database })).toBe('1000\n');
  });

  it('in the middle of put --from stores nothing of it, and the next run all', async () => {
    const old = { token: 't7', data: { n: 'old' }, expiry: farAhead };
    const database = await createScs(folder.file('a.db'), [old]);
    await withSqlite(database, (file) => file.exec(`PRAGMA journal_mode = ${mode}`));
    // More than SQLite keeps in memory (16 MB) before it writes into the file itself.
    const pad = 'x'.repeat(5000);
    const lines = Array.from(
      { length: 4400 },
      (_, i) => `{"token":"t${i}","data":{"n":${i},"pad":"${pad}"}}\n`,
    );

    const child = start(['put', '--from', '-'], { database });
    child.process.stdin.write(lines.slice(0, 4300).join(''));
    await vi.waitFor(async () => expect(await written(database)).toBeGreaterThan(1_000_000), {
      timeout: 30_000,
    });
    child.process.kill('SIGKILL');
    expect((await child.ended).signal).toBe('SIGKILL');
    expect(await integrity(database)).toBe('ok');
    expect(await query(database, 'SELECT token, data, expiry FROM sessions')).toEqual([
      { ...old, data: Buffer.from('{"n":"old"}') },
    ]);

    const again = await run(['put', '--from', '-', '--json'], { database, stdin: lines });
    expect(again).toMatchObject({ code: 0, stdout: '{"stored":4400}\n' });
    expect(await count(database)).toBe(4400);
    expect(await output(['get', 't7', '--field', 'n'], { database })).toBe('7\n');
    expect(await integrity(database)).toBe('ok');
  });
});

describe('an interrupted run', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'of purge ends after the batch in hand, says so, and exits (%s)',
    async (signal, exit) => {
      const database = await createManyScs(folder.file('a.db'), 21_000, 20_000);
      const argv = ['purge', '--batch-size', '20', '--pause', '5ms', '-v', '-f', 'table'];
      const child = start(argv, { database, stdin: '' });
      await child.until('stderr', /(DELETE(.|\n)*){3}/);
      child.process.kill(signal);
      const { code, stdout } = await child.ended;
      expect(code).toBe(exit);
      const [, deleted] =
        /^([\d,]+) expired sessions deleted from sessions of \S+ in \S+ \(interrupted\)\n$/.exec(
          stdout,
        ) ?? [];
      expect(Number(deleted?.replace(',', ''))).toBe(21_000 - (await count(database)));
    },
  );

  it('of delete by filter says what went, and exits', async () => {
    const database = await createManyScs(folder.file('a.db'), 60_000);
    const argv = ['delete', '--where', 'n>10', '--yes', '--json', '-v'];
    const child = start(argv, { database, stdin: '' });
    await child.until('stderr', /(DELETE(.|\n)*){3}/);
    child.process.kill('SIGINT');
    const { code, stdout } = await child.ended;
    expect(code).toBe(130);
    const { deleted } = JSON.parse(stdout) as { deleted: number };
    expect(deleted).toBeGreaterThan(0);
    expect(await count(database)).toBe(60_000 - deleted);
  });

  it('of put --from stores nothing, even while it waits for a line', async () => {
    const database = await createScs(folder.file('a.db'), []);
    const child = start(['put', '--from', '-', '-v'], { database });
    const lines = Array.from({ length: 2000 }, (_, i) => `{"token":"t${i}","data":{}}\n`);
    child.process.stdin.write(lines.join(''));
    await child.until('stderr', /INSERT/);
    child.process.kill('SIGTERM');
    const { code, stdout, stderr } = await child.ended;
    expect({ code, stdout }).toEqual({ code: 143, stdout: '' });
    expect(stderr).toMatch(/^session-admin: interrupted: nothing was stored$/m);
    expect(await count(database)).toBe(0);
  });
});
