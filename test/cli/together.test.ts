import { describe, expect, it } from 'vitest';
import { runChild } from '../helpers/child.js';
import { useFolder } from '../helpers/folder.js';
import { createManyScs, createScs } from '../helpers/scs-table.js';
import { scalar, withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();

describe.each(['delete', 'wal'])('processes at once on one file, in journal mode %s', (mode) => {
  it('purge, put and list without a failure', async () => {
    const database = await createManyScs(folder.file('a.db'), 6000, 5000);
    await withSqlite(database, (file) => file.exec(`PRAGMA journal_mode = ${mode}`));
    const lines = Array.from({ length: 3000 }, (_, i) => `{"token":"new${i}","data":{"n":${i}}}\n`);
    const purge = ['purge', '--batch-size', '50', '--json'];
    const results = await Promise.all([
      runChild(purge, { database }),
      runChild(purge, { database }),
      runChild(['put', '--from', '-', '--json'], { database, stdin: lines.join('') }),
      ...Array.from({ length: 3 }, (_, i) => runChild(['put', `one${i}`], { database })),
      runChild(['list'], { database }),
    ]);
    for (const { code, stderr } of results)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [first, second] = results.map(({ stdout }) => stdout);
    const deleted = [first, second].map(
      (text) => (JSON.parse(text ?? '') as { deleted: number }).deleted,
    );
    expect(deleted.reduce((sum, n) => sum + n, 0)).toBe(5000);
    expect(await scalar(database, 'SELECT count(*) FROM sessions')).toBe(4003);
    expect(await scalar(database, 'PRAGMA integrity_check')).toBe('ok');
  });

  it('two that put one new token both succeed', async () => {
    const database = await createScs(folder.file('a.db'), []);
    await withSqlite(database, (file) => file.exec(`PRAGMA journal_mode = ${mode}`));
    const put = (n: number) => runChild(['put', 'same', '--data', `{"n":${n}}`], { database });
    for (const { code } of await Promise.all([put(1), put(2)])) expect(code).toBe(0);
    expect(await scalar(database, 'SELECT count(*) FROM sessions')).toBe(1);
  });
});
