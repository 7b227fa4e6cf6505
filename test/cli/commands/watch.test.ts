import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { start, type Child } from '../../helpers/child.js';
import { linesOf, objectsIn, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createManyScs, createScs, longAgo } from '../../helpers/scs-table.js';
import { scalar, withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();
const started: Child[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.process.kill('SIGKILL');
});

function watch(database: string, ...argv: string[]): Child {
  const child = start(['watch', ...argv], { database });
  started.push(child);
  return child;
}

const create = (): Promise<string> =>
  createScs(folder.file('a.db'), [{ token: 'old', expiry: longAgo }, { token: 'new' }]);

const count = (database: string): Promise<unknown> =>
  scalar(database, 'SELECT count(*) FROM sessions');

describe('watch', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'purges at once, and ends on %s with a summary and exit code 0',
    async (signal) => {
      const database = await create();
      const child = watch(database, '--interval', '1h', '-f', 'table');
      await child.until('stdout', /1 expired session deleted/);
      expect(await count(database)).toBe(1);
      child.process.kill(signal);
      const { code, stdout, stderr } = await child.ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z 1 expired session deleted from sessions of \S+ in \S+\n$/,
      );
      expect(stderr).toBe('stopped after 1 run: 1 expired session deleted\n');
    },
  );

  it('purges again each interval, also what has run out meanwhile', async () => {
    const database = await create();
    const child = watch(database, '--interval', '200ms', '-f', 'ndjson');
    await child.until('stdout', /"deleted":1/);
    const soon = new Date(Date.now() + 300).toISOString();
    await withSqlite(database, (file) =>
      file.run('UPDATE sessions SET expiry = ? WHERE token = ?', [soon, 'new']),
    );
    await child.until('stdout', /"deleted":1(.|\n)*"deleted":1/);
    child.process.kill('SIGTERM');
    const { code, stdout, stderr } = await child.ended;
    expect(code).toBe(0);
    expect(await count(database)).toBe(0);

    const runs = objectsIn(stdout);
    expect(runs.length).toBeGreaterThanOrEqual(3);
    for (const run of runs) {
      expect(Object.keys(run)).toEqual([
        'time',
        'database',
        'table',
        'deleted',
        'batches',
        'durationMs',
        'remaining',
        'cutoff',
        'dryRun',
      ]);
    }
    const times = runs.map((run) => Date.parse(String(run['time'])));
    for (const [i, time] of times.slice(1).entries()) {
      expect(time - (times[i] ?? 0)).toBeGreaterThanOrEqual(190);
    }
    expect(stderr).toBe(`stopped after ${runs.length} runs: 2 expired sessions deleted\n`);
  });

  it('ends after the batch in hand', async () => {
    const database = await createManyScs(folder.file('a.db'), 3000, 3000);
    const child = watch(database, '--batch-size', '10', '--pause', '20ms', '-f', 'ndjson', '-v');
    await child.until('stderr', /DELETE FROM/);
    child.process.kill('SIGTERM');
    const { code, stdout } = await child.ended;
    expect(code).toBe(0);
    const [run] = objectsIn(stdout);
    expect(run).toMatchObject({ remaining: null });
    expect(run?.['deleted']).toBe(3000 - Number(await count(database)));
    expect(Number(await count(database))).toBeGreaterThan(0);
  });

  it('stops at once at the second signal, even while it waits for a lock', async () => {
    const database = await create();
    const child = watch(database, '--interval', '100ms', '-f', 'ndjson');
    await child.until('stdout', /"deleted":1/);
    await withSqlite(database, async (file) => {
      await file.exec('BEGIN EXCLUSIVE');
      await sleep(1500);
      child.process.kill('SIGTERM');
      // What comes within 200 ms is the same signal once more.
      await sleep(700);
      expect(child.process.exitCode).toBeNull();
      const before = Date.now();
      child.process.kill('SIGTERM');
      expect(await child.ended).toMatchObject({ signal: 'SIGTERM' });
      // It would end by itself 9 s after the first.
      expect(Date.now() - before).toBeLessThan(6000);
      await file.exec('ROLLBACK');
    });
  });

  it('says when a run has failed, and goes on', async () => {
    const database = await create();
    const log = folder.file('changes.log');
    const child = watch(database, '--interval', '100ms', '-f', 'ndjson', '--log', log);
    await child.until('stdout', /"deleted":1/);
    await withSqlite(database, (file) => file.exec('ALTER TABLE sessions RENAME TO away'));
    await child.until('stdout', /"error":.*\n.*"error":/);
    await withSqlite(database, (file) => file.exec('ALTER TABLE away RENAME TO sessions'));
    await child.until(
      'stdout',
      /"error":.*\n(.*"error":.*\n)*\{"time":"[^"]+","database":"[^"]+","table":"sessions","deleted":0/,
    );
    child.process.kill('SIGINT');
    const { code, stdout, stderr } = await child.ended;
    expect(code).toBe(0);
    const failed = objectsIn(stdout).filter((run) => 'error' in run);
    for (const run of failed) {
      expect(run).toEqual({
        time: run['time'],
        database,
        table: 'sessions',
        deleted: 0,
        batches: 0,
        error: `${database}: there is no such table`,
      });
    }
    expect(stderr).toMatch(/^stopped after \d+ runs, \d+ failed: 1 expired session deleted\n$/);
    // Of those that fail one after the other the first has a line.
    expect(objectsIn(await readFile(log, 'utf8'))).toMatchObject([
      { command: 'watch', deleted: 1, outcome: 'done' },
      { command: 'watch', deleted: 0, outcome: 'failed: TABLE_MISSING' },
    ]);
  });

  it('says once that runs fail, and that they succeed again', async () => {
    const database = await create();
    const child = watch(database, '--interval', '50ms', '-f', 'table');
    await child.until('stdout', /1 expired session deleted/);
    await withSqlite(database, (file) => file.exec('ALTER TABLE sessions RENAME TO away'));
    await child.until('stderr', /trying again/);
    await sleep(1500);
    await withSqlite(database, (file) => file.exec('ALTER TABLE away RENAME TO sessions'));
    await child.until('stderr', /succeed again/);
    child.process.kill('SIGINT');
    const { code, stderr } = await child.ended;
    expect(code).toBe(0);
    const time = String.raw`\d{4}-\d\d-\d\dT\S+Z`;
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(`^session-admin: ${time} .*: there is no such table; trying again$`),
      expect.stringMatching(`^${time} runs succeed again, after \\S+$`),
    ]);
    expect(stderr.match(/no such table/g)).toHaveLength(1);
  });

  it('ends at once where the first run is refused', async () => {
    const database = await create();
    await withSqlite(database, (file) =>
      file.exec('CREATE TRIGGER t BEFORE DELETE ON sessions BEGIN SELECT * FROM nowhere; END'),
    );
    const child = watch(database, '--interval', '1h');
    const { code, stderr } = await child.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^session-admin: .*there is no such table\n$/);
  });

  it('says once what cannot be deleted, and goes on', async () => {
    const database = await create();
    await withSqlite(database, (file) =>
      file.exec("CREATE TRIGGER t BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END"),
    );
    const child = watch(database, '--interval', '50ms', '-f', 'ndjson');
    await child.until('stdout', /(.*"remaining":1,.*\n){2}/);
    child.process.kill('SIGINT');
    const { code, stderr } = await child.ended;
    expect(code).toBe(0);
    expect(stderr.match(/warning: \S+ 1 expired session cannot be deleted: .+/g)).toHaveLength(1);
  });

  it('keeps a health file and a metrics file', async () => {
    const database = await create();
    const [health, metrics] = [folder.file('health'), folder.file('metrics.prom')];
    const files = ['--health-file', health, '--metrics-file', metrics];
    const child = watch(database, '--interval', '100ms', ...files, '-f', 'ndjson');
    await child.until('stdout', /(.*"deleted".*\n){3}/);
    const first = await readFile(health, 'utf8');
    expect(Date.parse(first.trim())).toBeGreaterThan(Date.now() - 10_000);
    expect(await readFile(metrics, 'utf8')).toMatch(/^session_admin_purge_deleted_total\{.*\} 1$/m);
    await child.until('stdout', /(.*"deleted".*\n){5}/);
    expect(await readFile(health, 'utf8')).not.toBe(first);
    await withSqlite(database, (file) => file.exec('ALTER TABLE sessions RENAME TO away'));
    await child.until('stdout', /"error":/);
    const stale = await readFile(health, 'utf8');
    await child.until('stdout', /"error":(.|\n)*"error":/);
    expect(await readFile(health, 'utf8')).toBe(stale);
    child.process.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
  });

  it('warns once of each file that it cannot write, and goes on', async () => {
    const files = ['--health-file', '/nowhere/health', '--metrics-file', '/nowhere/metrics'];
    const child = watch(await create(), '--interval', '50ms', ...files, '-f', 'ndjson');
    await child.until('stdout', /(.*"deleted".*\n){4}/);
    child.process.kill('SIGTERM');
    const { code, stderr } = await child.ended;
    expect(code).toBe(0);
    for (const [option, path] of [files.slice(0, 2), files.slice(2)]) {
      const warning = `warning: ${option}: ${path} cannot be written\n`;
      expect(stderr.split(warning)).toHaveLength(2);
    }
  });

  it('ends quietly when nobody reads its lines any more', async () => {
    const child = watch(await create(), '--interval', '100ms', '-f', 'ndjson');
    child.process.stdout.once('data', () => child.process.stdout.destroy());
    expect(await child.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('says a sentence for each run in a pipe, and none with --quiet', async () => {
    const database = await create();
    const child = watch(database, '--interval', '50ms');
    await child.until('stdout', /(.*\n){3}/);
    child.process.kill('SIGTERM');
    const [first, ...others] = linesOf((await child.ended).stdout);
    const where = `deleted from sessions of ${database} in`;
    expect(first).toContain(` 1 expired session ${where} `);
    for (const line of others) expect(line).toContain(` 0 expired sessions ${where} `);
    const quiet = watch(database, '--interval', '50ms', '-q');
    await sleep(1500);
    quiet.process.kill('SIGTERM');
    expect(await quiet.ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['--interval', '0s'],
    ['--interval', '5'],
    ['--interval', '-5m'],
    ['--jitter', '101'],
    ['--jitter', 'much'],
    ['--limit', '0'],
    ['--dry-run', ''],
  ])('refuses %s %s', async (option, value) => {
    const argv = value === '' ? [option] : [`${option}=${value}`];
    const { code, stdout, stderr } = await run(['watch', ...argv], { database: await create() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toContain(option);
  });
});
