import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { written } from '../../src/cli/said.js';
import { run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs, longAgo } from '../helpers/scs-table.js';

const folder = useFolder();
const stream = (columns: number | null) =>
  Object.assign(new Writable(), columns === null ? {} : { isTTY: true, columns });
const text = 'one note that is longer than its terminal';

describe('what is said on stderr', () => {
  it.each([
    [null, {}, `${text}\n`],
    [null, { toCopy: 'a  b' }, `${text}: a  b\n`],
    [41, {}, `${text}\n`],
    [40, {}, 'one note that is longer than its\n  terminal\n'],
    [30, {}, 'one note that is longer than\n  its terminal\n'],
    [48, { toCopy: 'ls -a' }, `${text}: ls -a\n`],
    [47, { toCopy: 'ls -a' }, `${text}:\n  ls -a\n`],
    [
      30,
      { toCopy: 'ls -a '.repeat(9) },
      `one note that is longer than\n  its terminal:\n  ${'ls -a '.repeat(9)}\n`,
    ],
    [0, {}, `${text}\n`],
  ])('%s columns, %j', async (columns, more, expected) => {
    expect(await written(stream(columns), { text, ...more })).toBe(expected);
  });

  it('keeps a margin, wide characters in mind, and a path whole', async () => {
    expect(await written(stream(20), { text: '  日本語 日本語 日本語' })).toBe(
      '  日本語 日本語\n    日本語\n',
    );
    const path = `/${'a'.repeat(40)}/b`;
    expect(await written(stream(20), { text: `saved in ${path} now` })).toBe(
      `saved in\n  ${path}\n  now\n`,
    );
  });

  it.each([
    ['a note', ['purge', '--dry-run', '--batch-size', '7', '--pause', '1ms', '--grace', '1s']],
    ['an error', ['list', '--where', 'a=1', '--layout', 'no-such-layout']],
    ['what was typed wrong', ['list', '--no-such-option-as-this-one-that-is-longer-than-it-all']],
  ])('is broken between words on a terminal, and piped is one line: %s', async (_, argv) => {
    const database = await createScs(folder.file('a.db'), [{ token: 'gone', expiry: longAgo }]);
    const columns = 40;
    const whole = await run(argv, { database });
    const shown = await run(argv, { database, terminal: true, columns });
    expect(shown.code).toBe(whole.code);
    const words = (said: string): string[] => said.split(/\s+/);
    expect(words(shown.stderr)).toEqual(words(whole.stderr));
    expect(shown.stderr.split('\n').length).toBeGreaterThan(whole.stderr.split('\n').length);
    const long = shown.stderr.split('\n').filter((line) => line.length > columns);
    // But for what is to be copied, and a word that is wider.
    expect(long.filter((line) => !/^ {2}session-admin |^ {2}\S+$/.test(line))).toEqual([]);
  });

  it('asks between words, too', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'one' }]);
    const asked = await run(['delete', '--all'], {
      database,
      terminal: true,
      columns: 30,
      stdin: 'n\n',
    });
    expect(asked.code).toBe(4);
    expect(asked.stderr).toMatch(/\bDelete\?\s+\[y\/N\] /);
    const long = asked.stderr.split('\n').filter((line) => line.length > 30);
    expect(long.filter((line) => !/^ *\S+$/.test(line))).toEqual([]);
  });
});
