import { rename } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf, objectsIn, output, run, type Run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs, longAgo } from '../helpers/scs-table.js';
import { withSqlite } from '../helpers/sqlite.js';
import { dangersIn } from './output/sessions.js';

const folder = useFolder();
let database = '';

/** What an attacker puts into a name: each would do something to a terminal, or hide in a text. */
const attacks = [
  '\x1b[2J\x1b[31mred',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]8;;http://evil\x1b\\click',
  'over\rwrite',
  'back\b\b\bspace',
  '\u009b31mc1\u0090',
  'bidi\u202egnp.exe\u2066\u2069',
  'line\nfeed\u2028and\u2029more\u0085',
  'tab\tulator\v\f',
  'zero\u200bwidth\ufeff\u00ad',
  'null\0del\x7f',
  'tag\u{e0041}\u{e0100}',
  '=cmd()|calc',
];
const everything = attacks.join('');
const table = `ses\x1b[31m"\u202e\n$1s`;
const column = 'co\x1b]0;x\x07"\r\u202el $2';

const formats = ['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count'] as const;

beforeEach(async () => {
  // The file's own name is shown too.
  database = folder.file('a\x1b[2J\u202e.db');
  const rows = attacks.map((attack, i) => ({
    token: `${attack}-${i}`,
    data: { userID: attack, [attack]: { [attack]: [attack] }, __proto__x: 1 },
    [column]: attack,
  }));
  const proto = `{"__proto__":{"polluted":"${'x'.repeat(3)}"},"constructor":{"prototype":1},"userID":7}`;
  await createScs(
    folder.file('plain.db'),
    [
      ...rows,
      { token: everything, data: Buffer.from(everything), expiry: longAgo, [column]: everything },
      { token: '\u202e'.repeat(30), data: Buffer.from(`\x01${everything}`) },
      { token: 'proto', data: Buffer.from(proto) },
    ],
    { name: table, columns: `"${column.replaceAll('"', '""')}" text` },
  );
  await rename(folder.file('plain.db'), database);
});

const total = attacks.length + 3;

/** What we send to terminals ourselves: colours, and the line that progress is shown in. */
const ours = /\x1b\[\d+(?:;\d+)*m|\r\x1b\[2K/g;

/** The dangerous characters that reached either stream. */
const dangers = ({ stdout, stderr }: Pick<Run, 'stdout' | 'stderr'>): string[] =>
  dangersIn((stdout + stderr).replaceAll('\n', '').replace(ours, ''));

const hostile = (argv: string[], terminal = false, stdin?: string) =>
  run(argv.includes('-t') ? argv : [...argv, '-t', table], {
    database,
    terminal,
    ...(stdin !== undefined && { stdin }),
  });

describe.each(formats)('a hostile session in %s', (format) => {
  const check = ({ stdout, stderr }: Run): void => {
    const text = format === 'tsv' ? stdout.replaceAll('\t', '') : stdout;
    expect(dangers({ stdout: text, stderr })).toEqual([]);
  };

  it.each([
    ['list', ['list', '--all']],
    ['list, verbosely', ['list', '--all', '-v']],
    ['list --reveal', ['list', '--all', '--reveal']],
    ['list --exact', ['list', '--exact', '--limit', 'all']],
    ['list --fields', ['list', '--all', '--fields', `token,user,data,error,raw,${column}`]],
    ['list of a hostile path', ['list', '--all', '--fields', `data.${attacks[0] ?? ''},user`]],
  ])('reaches no terminal and no pipe: %s', async (_, argv) => {
    for (const terminal of [true, false]) {
      const result = await hostile([...argv, '-f', format], terminal);
      expect(result.code).toBe(0);
      expect(result.stdout).not.toBe('');
      check(result);
    }
  });

  it('is one row, however many line ends it has', async () => {
    const { stdout } = await hostile(['list', '--all', '--reveal', '-f', format, '-q']);
    const extra = { table: 1, json: 2, ndjson: 0, csv: 1, tsv: 0, tokens: 0, count: 1 - total };
    expect(linesOf(stdout)).toHaveLength(total + extra[format]);
    if (format === 'tsv') {
      for (const line of linesOf(stdout)) expect(line.split('\t')).toHaveLength(7);
    }
  });

  it('reaches no terminal and no pipe: get', async () => {
    for (const token of [everything, `${attacks[0] ?? ''}-0`, 'proto', '\u202e'.repeat(30)]) {
      for (const terminal of [true, false]) {
        for (const more of [[], ['--reveal'], ['--typed'], ['-v']]) {
          const result = await hostile(
            ['get', token, '--expired', '-f', format, ...more],
            terminal,
          );
          expect(result.code).toBe(0);
          check(result);
        }
      }
    }
  });

  it('reaches no terminal and no pipe: a field', async () => {
    for (const terminal of [true, false]) {
      const argv = ['get', `${attacks[0] ?? ''}-0`, '--field', 'userID', '-f', format];
      const result = await hostile(argv, terminal);
      expect(result.code).toBe(0);
      check(result);
    }
  });
});

describe('a hostile name', () => {
  it.each([
    ['in a confirmation', ['delete', '--all'], 'n\n'],
    ['in a refusal', ['delete', '--user', '7'], undefined],
    ['of a session that is stored', ['put', everything, '--data', '{}', '-v'], undefined],
    ['of a key that is warned about', ['put', 'a', '-c', 'gob', '--data'], undefined],
    ['in a dry run', ['purge', '--dry-run', '-v'], undefined],
    ['in a purge', ['purge', '-v'], undefined],
    ['of a table that is not there', ['list', '-t', `${table}x`], undefined],
    ['of a field that is not there', ['list', '--fields', everything], undefined],
    ['of a value that is refused', ['list', '--limit', everything], undefined],
    ['of a time that is refused', ['list', '--expires-before', everything], undefined],
    ['of an option', ['list', `--${everything}`], undefined],
    ['of a command', [everything], undefined],
    ['of a help topic', ['help', everything], undefined],
    ['of a file', ['put', 'a', '--file', everything], undefined],
    ['of a database', ['list', '-d', folder.path + everything], undefined],
  ])('%s is harmless', async (_, argv, stdin) => {
    const words =
      argv.at(-1) === '--data' ? [...argv, JSON.stringify({ [everything]: { a: 1 } })] : argv;
    for (const terminal of [true, false]) {
      const result = await hostile(words, terminal, stdin);
      const { stdout, stderr } = result;
      expect(stdout + stderr).not.toBe('');
      expect(dangers({ stdout: stdout.replaceAll('\t', ''), stderr })).toEqual([]);
    }
  });

  it('comes back whole from JSON', async () => {
    const text = await output(['list', '--all', '-f', 'ndjson', '--reveal', '-t', table], {
      database,
    });
    const rows = objectsIn(text);
    for (const [i, attack] of attacks.entries()) {
      expect(rows[i]).toMatchObject({
        token: `${attack}-${i}`,
        user: attack,
        data: { userID: attack, [attack]: { [attack]: [attack] } },
      });
    }
  });

  it('of a column can be asked for, and shown', async () => {
    const { stdout } = await hostile(['list', '--fields', column, '--where', `${column}~=cmd`]);
    expect(stdout).toBe('=cmd()|calc\n');
  });
});

describe('a key such as __proto__', () => {
  it('is a key like any other', async () => {
    const { stdout } = await hostile(['get', 'proto', '--json']);
    expect(stdout).toContain('"__proto__": {\n      "polluted": "xxx"');
    expect((await hostile(['get', 'proto', '--field', '__proto__.polluted'])).stdout).toBe('xxx\n');
    const found = await hostile(['list', '--where', '__proto__.polluted=xxx', '-f', 'count']);
    expect(found.stdout).toBe('1\n');
    const fields = await hostile(['list', '--fields', 'data.__proto__,data.toString', '--json']);
    expect(fields.stdout).toContain('"data.__proto__":{"polluted":"xxx"},"data.toString":null');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('of everyone’s prototype is in no session', async () => {
    for (const path of ['toString', 'constructor.name', '__proto__.toString', 'hasOwnProperty']) {
      const { stdout } = await hostile(['list', '--all', '--where', path, '-f', 'count']);
      expect(stdout).toBe('0\n');
      expect((await hostile(['get', 'proto', '--field', path])).code).toBe(1);
    }
  });
});

it('no field of CSV is a formula', async () => {
  const formulas = ['=cmd()', '+1+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', ' =1', '=1\n=2', '＝1'];
  const path = await createScs(
    folder.file('csv.db'),
    formulas.map((text, i) => ({
      token: `${text}${i}`,
      data: { userID: text, n: -5 },
      '=col': text,
    })),
    { columns: '"=col" text' },
  );
  const argv = ['list', '--fields', 'token,user,=col,data.userID,data.n', '-f', 'csv', '--reveal'];
  const lines = linesOf(await output(argv, { database: path }));
  expect(lines[0]).toBe("token,user,'=col,data.userID,data.n");
  for (const line of lines.slice(1)) {
    for (const field of line.split(',')) expect(field).toMatch(/^"?('|[^=+\-@＝\s"])|^-5$/);
  }
  expect(lines[1]).toBe("'=cmd()0,'=cmd(),'=cmd(),'=cmd(),-5");
});

it('a hostile schema is named harmlessly when it is refused', async () => {
  const path = folder.file('schema.db');
  await withSqlite(path, async (file) => {
    const name = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await file.exec(`CREATE TABLE sessions (${name(column)} text)`);
    await file.exec(`CREATE TABLE ${name(table)} (id)`);
  });
  for (const argv of [['list'], ['list', '-t', table], ['list', '-t', 'none']]) {
    const { code, stdout, stderr } = await run(argv, { database: path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(dangers({ stdout, stderr })).toEqual([]);
  }
});

it('forges no line of stderr by a name', async () => {
  const forged = 'x\nwarning: all is well\r\x1b[2K';
  const at = folder.file(`${forged}.db`);
  await createScs(at, [{ token: 'tea' }], { name: forged });
  for (const argv of [
    ['list', '-v', '-t', forged],
    ['purge', '--dry-run', '-v', '-t', forged],
    ['list', '-t', `${forged}y`],
  ]) {
    const { stderr } = await run(argv, { database: at });
    expect(stderr).toContain('x\\nwarning: all is well');
    expect(stderr).not.toMatch(/^warning: all is well/m);
    expect(dangersIn(stderr.replaceAll('\n', ''))).toEqual([]);
  }
});
