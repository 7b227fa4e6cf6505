import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { formatSize } from '../../../src/cli/output/size.js';
import { linesOf, output, run } from '../../helpers/cli.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { scsFixtures } from '../../helpers/scs-fixture.js';
import { createManyScs, createScs } from '../../helpers/scs-table.js';
import { scalar, withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();

interface Result {
  database: string;
  table: string;
  deleted: number;
  batches: number;
  durationMs: number;
  remaining: number | null;
  cutoff: string;
  dryRun: boolean;
}

async function purge(database: string, ...argv: string[]): Promise<Result> {
  return JSON.parse(await output(['purge', '--json', '-q', ...argv], { database })) as Result;
}

const count = (database: string): Promise<unknown> =>
  scalar(database, 'SELECT count(*) FROM sessions');

/** 40 of 100 sessions have run out. */
const create = (): Promise<string> => createManyScs(folder.file('a.db'), 100, 40);

describe('purge', () => {
  it.each(scsFixtures)('removes the expired sessions of %s and no others', async (name) => {
    const database = await copyFixture(name, folder.file('a.db'));
    const list = ['list', '-f', 'ndjson', '--reveal', '--sort', 'token'];
    const active = await output(list, { database });
    expect(await purge(database)).toMatchObject({ deleted: 8, remaining: 0, dryRun: false });
    expect(await output([...list, '--all'], { database })).toBe(active);
    expect(linesOf(active)).toHaveLength(11);
  });

  it('has exactly the keys of the contract in JSON', async () => {
    const started = Date.now();
    const result = await purge(await create());
    expect(Object.keys(result)).toEqual([
      'database',
      'table',
      'deleted',
      'batches',
      'durationMs',
      'remaining',
      'cutoff',
      'dryRun',
    ]);
    expect(result).toMatchObject({ deleted: 40, batches: 1, remaining: 0, dryRun: false });
    expect(result).toMatchObject({ database: folder.file('a.db'), table: 'sessions' });
    expect(Date.parse(result.cutoff)).toBeGreaterThanOrEqual(started);
    expect(Date.parse(result.cutoff)).toBeLessThanOrEqual(Date.now());
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('has nothing to do where nothing has expired', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'a' }]);
    expect(await purge(database)).toMatchObject({ deleted: 0, batches: 0, remaining: 0 });
    expect(await purge(database, '--dry-run')).toMatchObject({ deleted: 0, remaining: 0 });
    const { code, stdout } = await run(['purge', '--dry-run'], { database, terminal: true });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `nothing would be deleted from sessions of ${database}\n`,
    });
  });

  it.each([true, false])('says it in words, on a terminal (%s) and in a pipe', async (terminal) => {
    const database = await create();
    const { code, stdout } = await run(['purge'], { database, terminal });
    expect(code).toBe(0);
    const said =
      /^40 expired sessions deleted from sessions of (\S+) in \d+(?:\.\d)?m?s; (.*) on disk\n$/;
    const { size } = await stat(database);
    expect(said.exec(stdout)?.slice(1)).toEqual([database, formatSize(size)]);
    // Where nothing went, a cron job of every minute asks no more than it must.
    const again = await run(['purge', '-v'], { database, terminal });
    expect(again.stdout).toMatch(/^0 expired sessions deleted from sessions of \S+ in \S+s\n$/);
    expect(again.stderr).not.toContain('page_count');
  });

  it('--quiet leaves the sentence out, and what programs read where it is', async () => {
    const database = await create();
    expect(await output(['purge', '-q'], { database })).toBe('');
    expect(await count(database)).toBe(60);
    expect(await output(['purge', '-q', '-f', 'count'], { database })).toBe('0\n');
  });

  it('says after a large purge that the database keeps the space, unless it keeps none', async () => {
    const advice =
      'the database keeps their space for new rows; VACUUM gives it back, and locks the file meanwhile\n';
    const database = await createManyScs(folder.file('a.db'), 25_000, 12_500);
    expect((await run(['purge'], { database })).stderr).toBe(advice);
    const lean = await createManyScs(folder.file('b.db'), 25_000, 12_500);
    await withSqlite(lean, (file) => file.exec('PRAGMA auto_vacuum = FULL; VACUUM'));
    expect((await run(['purge'], { database: lean })).stderr).toBe('');
    const less = await createManyScs(folder.file('c.db'), 25_001, 12_500);
    expect((await run(['purge'], { database: less })).stderr).toBe('');
  });

  it('writes no tokens, so refuses that format', async () => {
    const database = await create();
    expect((await run(['purge', '-f', 'tokens'], { database })).code).toBe(2);
    expect(await count(database)).toBe(100);
  });
});

describe('purge --dry-run', () => {
  it('counts what would go, and changes no byte', async () => {
    const database = await create();
    const before = await readFile(database);
    const result = await purge(database, '--dry-run');
    expect(result).toMatchObject({ deleted: 0, batches: 0, remaining: 40, dryRun: true });
    expect(await readFile(database)).toEqual(before);
  });

  it('opens the database read-only', async () => {
    const database = await create();
    const { stderr } = await run(['purge', '--dry-run', '-v'], { database });
    expect(stderr).not.toMatch(/DELETE|INSERT|UPDATE|BEGIN/);
  });

  it('says for people what would go, and how to do it', async () => {
    const database = await create();
    const { code, stdout, stderr } = await run(
      ['purge', '--dry-run', '--grace', '7d', '-d', database],
      { terminal: true, columns: 300 },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^40 expired sessions \(3\d\d B\) would be deleted from sessions of \S+, run out from 2020-01-02T03:04:05\.678Z /,
    );
    expect(stderr).toBe(`to do it: session-admin purge --database ${database} --grace 7d\n`);
  });
});

describe('purge, in part', () => {
  const ago = (hours: number): string =>
    new Date(Date.now() - hours * 3_600_000).toISOString().replace('T', ' ').replace('Z', '+00:00');

  it('--grace keeps what has run out but lately', async () => {
    const rows = [1, 5, 25, 49].map((hours) => ({ token: `h${hours}`, expiry: ago(hours) }));
    const database = await createScs(folder.file('a.db'), rows);
    expect(await purge(database, '--grace', '1d')).toMatchObject({ deleted: 2, remaining: 0 });
    expect(await output(['list', '--all', '-f', 'tokens'], { database })).toBe('h1\nh5\n');
  });

  it('--limit ends early, and says how many are left', async () => {
    const database = await create();
    expect(await purge(database, '--limit', '15')).toMatchObject({ deleted: 15, remaining: 25 });
    expect(await count(database)).toBe(85);
    expect(await purge(database, '--limit', '25')).toMatchObject({ deleted: 25, remaining: 0 });
    expect(await count(database)).toBe(60);
  });

  it('--batch-size takes so many at a time, or all', async () => {
    const few = ['--batch-size', '15', '--pause', '1ms'];
    expect(await purge(await create(), ...few)).toMatchObject({ deleted: 40, batches: 3 });
    const database = await createManyScs(folder.file('b.db'), 100, 40);
    expect(await purge(database, '--batch-size', 'all')).toMatchObject({ deleted: 40, batches: 1 });
    expect(await count(database)).toBe(60);
  });

  it('--batch-size and --limit together', async () => {
    const result = await purge(await create(), '--batch-size', '15', '--limit', '20');
    expect(result).toMatchObject({ deleted: 20, batches: 2, remaining: 20 });
  });

  it('--max-duration ends at the end of a batch', async () => {
    const database = await create();
    const slow = ['--batch-size', '5', '--pause', '100ms', '--max-duration', '150ms'];
    const result = await purge(database, ...slow);
    expect(result.deleted).toBeGreaterThanOrEqual(5);
    expect(result.deleted).toBeLessThan(40);
    expect(result.remaining).toBe(40 - result.deleted);
    expect(await count(database)).toBe(100 - result.deleted);
  });

  it.each([
    ['--grace', '7'],
    ['--grace', '-7d'],
    ['--batch-size', '0'],
    ['--batch-size', 'many'],
    ['--pause', '1'],
    ['--limit', '0'],
    ['--limit', '1.5'],
    ['--limit', 'all'],
    ['--max-duration', 'never'],
  ])('%s %s is refused', async (option, value) => {
    const database = await create();
    const { code, stderr } = await run(['purge', `${option}=${value}`], { database });
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^session-admin: ${option}: expected `));
    expect(await count(database)).toBe(100);
  });
});
