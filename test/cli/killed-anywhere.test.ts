import { copyFile, readFile, rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { objectsIn, output, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { runKilled } from '../helpers/killing.js';
import { createManyScs } from '../helpers/scs-table.js';
import { query, withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();
const file = (name: string): string => folder.file(name);

/** The rows of these tables, as a database has them. */
const dump = (database: string, tables: readonly string[]): Promise<unknown[]> =>
  Promise.all(tables.map((table) => query(database, `SELECT * FROM ${table} ORDER BY 1, 2`)));

async function demo(name: string): Promise<string> {
  const database = file(`${name}.db`);
  await run(['demo', name, database]);
  return database;
}

/** Django's table, with what django-allauth keeps of each session. */
async function djangoWithAllauth(): Promise<string> {
  const database = await demo('django');
  await withSqlite(database, (open) =>
    open.exec(`CREATE TABLE usersessions_usersession (id integer PRIMARY KEY, created_at datetime,
      ip text, last_seen_at datetime, session_key varchar(40) UNIQUE, user_agent text,
      data text, user_id integer);
      INSERT INTO usersessions_usersession (created_at, ip, last_seen_at, session_key, user_agent, data, user_id)
      SELECT '2026-11-01 00:00:00', '203.0.113.9', '2026-11-02 00:00:00', session_key, 'curl', '{}', 1
      FROM django_session`),
  );
  return database;
}

const cases: readonly [
  what: string,
  make: () => Promise<string>,
  argv: readonly string[],
  tables: readonly string[],
][] = [
  [
    'purge in batches',
    () => createManyScs(file('scs.db'), 7, 5),
    ['purge', '--batch-size', '2', '--pause', '0s'],
    ['sessions'],
  ],
  [
    'delete, with rows that go along',
    djangoWithAllauth,
    ['delete', '--logged-in', '--yes'],
    ['django_session', 'usersessions_usersession'],
  ],
  [
    'lockout, with cells of several sessions',
    () => demo('wordpress'),
    ['lockout', '--user', '1', '--yes'],
    ['wp_usermeta'],
  ],
  [
    'lockout, with a token that is cleared',
    () => demo('laravel'),
    ['lockout', '--user', '1', '--yes'],
    ['sessions'],
  ],
];

/** The lines of a log: of the command that may have been killed, and of the one after it. */
async function linesOf(log: string): Promise<{ command: string; outcome: string }[]> {
  const ndjson = await output(['log', 'show', log, '--format', 'ndjson']);
  return objectsIn(ndjson) as unknown as { command: string; outcome: string }[];
}

describe.each(cases)('%s', (_, make, argv, tables) => {
  it('has saved what is gone, before whichever step it is killed', async () => {
    const whole = await make();
    const before = await dump(whole, tables);
    const [database, saved] = [file('a.db'), file('gone.ndjson')];
    let changed = 0;
    for (let at = 1, isKilled = true; isKilled; at++) {
      for (const path of [`${database}-journal`, saved]) await rm(path, { force: true });
      await copyFile(whole, database);
      const command = [...argv, '--save', saved, '-d', database];
      isKilled = await runKilled(at, command, { script: file('kill.cjs') });
      const after = await dump(database, tables);
      if (!isDeepStrictEqual(after, before)) changed++;
      // A line that was not written to its end is of a session that is there.
      const text = await readFile(saved, 'utf8').catch(() => '');
      const stdin = text.slice(0, text.lastIndexOf('\n') + 1);
      expect(await run(['put', '--from', '-'], { database, stdin })).toMatchObject({ code: 0 });
      expect([at, await dump(database, tables)]).toEqual([at, before]);
    }
    // At least once it was killed behind a change, and once it ended by itself.
    expect(changed).toBeGreaterThan(1);
  }, 120_000);
});

describe('what is logged', () => {
  it('has one line, before whichever step it is killed', async () => {
    const whole = await createManyScs(file('scs.db'), 3, 2);
    const before = await dump(whole, ['sessions']);
    const [database, log] = [file('a.db'), file('changes.log')];
    const outcomes = new Set<string>();
    for (let at = 1, isKilled = true; isKilled; at++) {
      await rm(log, { force: true });
      await copyFile(whole, database);
      const command = ['purge', '--log', log, '-d', database];
      isKilled = await runKilled(at, command, { script: file('kill.cjs') });
      const isChanged = !isDeepStrictEqual(await dump(database, ['sessions']), before);
      expect(await run(['put', '--generate', '--log', log], { database })).toMatchObject({
        code: 0,
      });
      const lines = await linesOf(log);
      const told = lines.filter(({ command: name }) => name === 'purge');
      expect([at, lines.length]).toEqual([at, told.length + 1]);
      // Where nothing was begun it need not be told.
      expect([at, told.length]).toEqual([at, isChanged ? 1 : expect.any(Number)]);
      expect(told.length).toBeLessThan(2);
      for (const { outcome } of told) outcomes.add(outcome);
      expect(await run(['log', 'verify', log])).toMatchObject({ code: 0, stderr: '' });
    }
    expect([...outcomes].toSorted()).toEqual(['done', 'killed']);
  }, 120_000);
});
