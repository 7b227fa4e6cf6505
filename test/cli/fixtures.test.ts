import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/index.js';
import { runChild } from '../helpers/child.js';
import { linesOf, output, run } from '../helpers/cli.js';
import { copyFixture, fixture, useFolder } from '../helpers/folder.js';
import { expectedSessions, scsFixtures } from '../helpers/scs-fixture.js';
import { withSqlite } from '../helpers/sqlite.js';

interface Listed {
  token: string;
  state: string;
  expiry: string;
  data: unknown;
  error?: string;
}

const folder = useFolder();

/** With whole numbers exact, whatever their size. */
const parse = (line: string): Listed => parseJson(line) as unknown as Listed;

/** The sessions of a database by their token, in the form of `expectedSessions`. */
async function listed(database: string) {
  const text = await output(['list', '--all', '--format', 'ndjson', '--reveal'], { database });
  return new Map(
    linesOf(text)
      .map(parse)
      .map(({ token, state, expiry, data, error = null }) => [
        token,
        { state, expiry: new Date(expiry), data, error },
      ]),
  );
}

describe.each(scsFixtures)('list of %s', (name) => {
  it('agrees with every row that SCS reads back, and leaves the file as it was', async () => {
    const database = await copyFixture(name, folder.file('sessions.db'));
    expect(await listed(database)).toEqual(await expectedSessions(name));
    expect(await readdir(folder.path)).toEqual(['sessions.db']);
    expect(await readFile(database)).toEqual(await readFile(fixture(name, 'sessions.sqlite')));
  });

  it('does so with a copy in WAL mode too, and leaves no -wal and -shm beside it', async () => {
    const database = await copyFixture(name, folder.file('sessions.db'));
    await withSqlite(database, (file) => file.exec('PRAGMA journal_mode = WAL'));
    const before = await readFile(database);
    expect(before.subarray(18, 20)).toEqual(Buffer.from([2, 2]));
    expect(await listed(database)).toEqual(await expectedSessions(name));
    expect(await readdir(folder.path)).toEqual(['sessions.db']);
    expect(await readFile(database)).toEqual(before);
  });

  it('reads what another program has only written to the WAL so far', async () => {
    const database = await copyFixture(name, folder.file('sessions.db'));
    await withSqlite(database, async (file) => {
      await file.exec('PRAGMA journal_mode = WAL');
      await file.run('INSERT INTO sessions SELECT ?, data, expiry FROM sessions LIMIT 1', ['new']);
      const tokens = await output(['list', '--all', '--format', 'tokens'], { database });
      expect(linesOf(tokens)).toContain('new');
      expect((await run(['get', 'new', '--expired'], { database })).code).toBe(0);
    });
  });

  it('tells active from expired', async () => {
    const database = fixture(name, 'sessions.sqlite');
    const rows = [...(await expectedSessions(name))];
    const tokens = async (...flags: string[]) =>
      linesOf(await output(['list', ...flags, '--format', 'tokens', '--reveal'], { database }));
    const of = (wanted: string) =>
      rows.filter(([, { state }]) => state === wanted).map(([token]) => token);
    expect((await tokens()).sort()).toEqual(of('active').sort());
    expect((await tokens('--expired')).sort()).toEqual(of('expired').sort());
    expect((await tokens('--all')).sort()).toEqual(rows.map(([token]) => token).sort());
  });

  it('prints the same bytes in every zone, with and without wishes about colour', async () => {
    const environments = [
      { TZ: 'UTC' },
      { TZ: 'Asia/Tokyo' },
      { TZ: 'America/Los_Angeles', FORCE_COLOR: '1' },
      { TZ: 'Asia/Kolkata', NO_COLOR: '1', LANG: 'tr_TR.UTF-8' },
    ];
    const database = fixture(name, 'sessions.sqlite');
    const outputs = new Set<string>();
    for (const env of environments) {
      const argv = ['list', '--all', '--format', 'ndjson', '--reveal'];
      const { code, stdout, stderr } = await runChild(argv, { database, env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      outputs.add(stdout);
    }
    expect(outputs.size).toBe(1);
    expect(linesOf([...outputs].join(''))).toHaveLength(19);
  });
});
