import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { start } from '../../helpers/child.js';
import { linesOf, objectsIn, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createManyScs, createScs, longAgo, tokenOf } from '../../helpers/scs-table.js';
import { query } from '../../helpers/sqlite.js';

const folder = useFolder();
const tool = fileURLToPath(new URL('../../../bin/session-admin.js', import.meta.url));

const rows = (database: string): Promise<{ token: string }[]> =>
  query(database, 'SELECT * FROM sessions ORDER BY token');
const tokensIn = async (path: string): Promise<string[]> => {
  // The end of a killed process's last line may be missing.
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = linesOf(text.slice(0, text.lastIndexOf('\n') + 1));
  return lines.map((line) => (JSON.parse(line) as { token: string }).token);
};
const some = (): Promise<string> =>
  createScs(
    folder.file('a.db'),
    [1, 2, 3, 4].map((n) => ({
      token: tokenOf(n),
      data: { userID: n % 2 },
      ...(n > 2 && { expiry: longAgo }),
      note: n === 2 ? null : `n${n}`,
    })),
    { columns: 'note text' },
  );

describe('--save', () => {
  it.each([
    [['delete', tokenOf(1), tokenOf(9)], 1],
    [['delete', '--user', '1', '--yes'], 2],
    [['delete', '--expired', '--yes'], 2],
    [['delete', '--all', '--yes'], 4],
    [['purge'], 2],
  ])(
    '%j writes what goes into a new file of the user’s own, and put takes it back',
    async (argv, count) => {
      const database = await some();
      const before = await rows(database);
      const path = folder.file('gone.ndjson');
      const { code, stderr } = await run([...argv, '--save', path], { database });
      expect(code).toBe(0);
      expect(stderr).toContain(
        `${count} session${count === 1 ? '' : 's'} saved in ${path}; to put them back: session-admin put --layout scs --from ${path}\n`,
      );
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const left = await rows(database);
      const lines = objectsIn(await readFile(path, 'utf8'));
      expect(lines.map(({ token }) => token).toSorted()).toEqual(
        before
          .map(({ token }) => token)
          .filter((token) => !left.some((row) => row.token === token)),
      );
      expect(lines[0]).toMatchObject({
        raw: expect.any(String) as string,
        row: { data: { raw: 'bytes' } },
      });
      const back = await run(['put', '--from', path, '--layout', 'scs'], { database });
      expect(back).toMatchObject({
        code: 0,
        stdout: `${count} session${count === 1 ? '' : 's'} stored\n`,
        stderr: '',
      });
      expect(await rows(database)).toEqual(before);
      const again = await run(['put', '--from', path], { database });
      expect(again.stderr).toMatch(
        /^\d sessions? of these tokens (?:was|were) there, and ha(?:s|ve) been replaced/,
      );
      expect(await rows(database)).toEqual(before);
    },
  );

  it('makes files of their own in a folder, for nobody but who deletes something', async () => {
    const database = await some();
    await mkdir(folder.file('saved'));
    const env = { SESSION_ADMIN_SAVE: folder.file('saved') };
    for (const argv of [
      ['delete', tokenOf(1)],
      ['delete', tokenOf(2)],
      ['delete', tokenOf(1)],
      ['purge'],
      ['purge', '--dry-run'],
    ])
      expect((await run(argv, { database, env })).code).toBe(0);
    const names = await readdir(folder.file('saved'));
    expect(
      names.map((name) => name.replace(/^[\dT-]+Z/, '').replace(/-2(?=\.)/, '')).toSorted(),
    ).toEqual(['-a.db-delete.ndjson', '-a.db-delete.ndjson', '-a.db-purge.ndjson']);
  });

  it.each([
    ['a file that is there', 'there', /is there already: give a new name, or a folder/],
    ['a folder that is not', 'none/x.ndjson', /its folder is not there/],
    ['a file for a folder', 'there/x.ndjson', /its folder is no folder/],
  ])('deletes nothing where it names %s', async (_, name, why) => {
    const database = await some();
    await writeFile(folder.file('there'), 'mine');
    const before = await rows(database);
    for (const argv of [['delete', tokenOf(1)], ['delete', '--all', '--yes'], ['purge']]) {
      const { code, stdout, stderr } = await run([...argv, '--save', folder.file(name)], {
        database,
      });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(why);
      expect(stderr).toContain('nothing was deleted');
    }
    expect(await rows(database)).toEqual(before);
    expect(await readFile(folder.file('there'), 'utf8')).toBe('mine');
  });

  it('keeps what a full disk has no room for, and says so', async () => {
    const database = await createManyScs(folder.file('a.db'), 600);
    const size = Math.ceil((await stat(database)).size / 1024);
    const path = folder.file('gone.ndjson');
    const command = `trap '' XFSZ; ulimit -f ${size + 8}; exec "$0" "$@"`;
    const argv = ['delete', '--all', '--yes', '-d', database, '--save', path];
    const child = spawn('bash', ['-c', command, process.execPath, tool, ...argv], {
      env: { PATH: process.env['PATH'] },
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toContain('grows too large (EFBIG): nothing went that is not saved');
    const left = (await rows(database)).map(({ token }) => token);
    const saved = await tokensIn(path);
    expect(left.length).toBeGreaterThan(0);
    expect([...left, ...saved].toSorted()).toEqual(
      Array.from({ length: 600 }, (__, n) => tokenOf(n)),
    );
  });

  it('has all that is gone when it is killed', async () => {
    const database = await createManyScs(folder.file('a.db'), 3000, 2500);
    const all = (await rows(database)).map(({ token }) => token);
    const before = await rows(database);
    const saved = new Set<string>();
    for (const delay of [0, 4, 16]) {
      const path = folder.file(`gone-${delay}.ndjson`);
      const argv = ['purge', '--batch-size', '10', '--pause', '0s', '-v', '--save', path];
      const child = start(argv, { database, stdin: '' });
      await child.until('stderr', /(DELETE(.|\n)*){2}/);
      await sleep(delay + 3 * Math.random());
      child.process.kill('SIGKILL');
      expect((await child.ended).signal).toBe('SIGKILL');
      for (const token of await tokensIn(path)) saved.add(token);
      const left = new Set((await rows(database)).map(({ token }) => token));
      expect(all.filter((token) => !left.has(token) && !saved.has(token))).toEqual([]);
    }
    expect((await rows(database)).length).toBeLessThan(3000);
    for (const name of (await readdir(folder.path)).filter((one) => one.endsWith('ndjson'))) {
      const text = await readFile(folder.file(name), 'utf8');
      const stdin = text.slice(0, text.lastIndexOf('\n') + 1);
      expect((await run(['put', '--from', '-'], { database, stdin })).code).toBe(0);
    }
    expect(await rows(database)).toEqual(before);
  });
});
