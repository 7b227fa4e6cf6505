import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { linesOf, run } from '../../helpers/cli.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { createManyScs, createScs, longAgo, tokenOf } from '../../helpers/scs-table.js';

const folder = useFolder();

describe('list on a terminal', () => {
  it('shows a table for people, with the count and the database on stderr', async () => {
    const database = await createScs(folder.file('a.db'), [
      { token: tokenOf(1), data: { userID: 42, theme: 'dark' } },
      { token: 'old', data: { userID: 7 }, expiry: longAgo },
    ]);
    const { code, stdout, stderr } = await run(['list', '--all'], {
      database,
      terminal: true,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(0);
    const [heading = '', first = '', second = ''] = linesOf(stdout);
    expect(heading.split(/\s+/)).toEqual(['token', 'user', 'expiry', 'size', 'data']);
    expect(first).toMatch(/^t0000001… {2}42 +in \d\dy +28 B {2}userID=42 theme="dark"$/);
    expect(second).toMatch(/^old {8}7 +\dy ago +12 B {2}userID=7$/);
    expect(stderr).toBe(`2 sessions · ${database} · sessions (scs)\n`);
  });

  it('fits the terminal and lines up', async () => {
    const database = await copyFixture('scs-gormstore', folder.file('a.db'));
    for (const columns of [40, 60, 80, 200]) {
      const { stdout } = await run(['list', '--all'], { database, terminal: true, columns });
      const lines = linesOf(stripVTControlCharacters(stdout));
      expect(lines).toHaveLength(20);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('says the exact expiry on request', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'a' }]);
    const { stdout } = await run(['list', '--exact'], { database, terminal: true });
    expect(stdout).toContain('2090-01-02T03:04:05.678Z');
  });

  it('holds 100 rows, and says how many more there are', async () => {
    const database = await createManyScs(folder.file('a.db'), 1234, 34);
    const rows = async (...argv: string[]) => {
      const { stdout, stderr } = await run(['list', ...argv], {
        database,
        terminal: { stdout: true },
      });
      return { rows: linesOf(stdout).length - 1, stderr: stderr.split(' · ')[0] };
    };
    expect(await rows()).toEqual({
      rows: 100,
      stderr: '100 of 1,200 active sessions, 1,100 more with --limit all',
    });
    expect(await rows('--all')).toEqual({
      rows: 100,
      stderr: '100 of 1,234 sessions, 1,134 more with --limit all',
    });
    expect(await rows('--expired')).toEqual({ rows: 34, stderr: '34 expired sessions' });
    expect(await rows('--limit', 'all')).toEqual({ rows: 1200, stderr: '1,200 active sessions' });
    expect(await rows('--limit', '150')).toEqual({
      rows: 150,
      stderr: '150 of 1,200 active sessions, 1,050 more with --limit all',
    });
    expect(await rows('--where', 'n<200')).toMatchObject({
      rows: 100,
      stderr: '100 of 166 active sessions, 66 more with --limit all',
    });
  });

  it('does not cap what goes into a pipe, nor any other format', async () => {
    const database = await createManyScs(folder.file('a.db'), 5000);
    const pipe = await run(['list'], { database });
    expect(linesOf(pipe.stdout)).toHaveLength(5000);
    expect(pipe.stderr).toBe('');
    const json = await run(['list', '--json'], { database, terminal: true });
    expect(JSON.parse(json.stdout)).toHaveLength(5000);
  });

  it('keeps quiet on stderr with --quiet', async () => {
    const database = await createManyScs(folder.file('a.db'), 200);
    const { stdout, stderr } = await run(['list', '-q'], { database, terminal: true });
    expect(linesOf(stdout)).toHaveLength(101);
    expect(stderr).toBe('');
  });
});
