import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runChild } from '../helpers/child.js';
import { linesOf, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs, tokenOf } from '../helpers/scs-table.js';
import { withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();
const secret = tokenOf(1);

describe('a usage error', () => {
  it.each([
    [['lst']],
    [['list', '--nope']],
    [['list', '-x']],
    [['list', 'extra']],
    [['get']],
    [['get', 'a', 'b']],
    [['put', 'a', 'b']],
    [['list', '--limit']],
    [['list', '--limit', '0']],
    [['list', '--limit', '-1']],
    [['list', '--limit', '1e3']],
    [['list', '--sort', 'size']],
    [['list', '--format', 'xml']],
    [['list', '--format', 'csv', '--json']],
    [['list', '--all', '--expired']],
    [['list', '--fields', 'token,,user']],
    [['list', '--fields', 'token,token']],
    [['list', '--where', '=x']],
    [['list', '--where', 'a=>3']],
    [['list', '--where', ' a=3']],
    [['list', '--user', '']],
    [['list', '--expires-before', '2030-01-01']],
    [['list', '--expires-after', '7d']],
    [['list', '-q', '-v']],
    [['list', '--layout', 'nope']],
    [['list', '--codec', 'nope']],
    [['list', '--table', 'a.b.c']],
    [['list', '--table', '']],
    [['list', '--database', '']],
    [['list', '--database', 'oracle://u@h/d']],
    [['get', 'a', '--raw', '--field', 'x']],
    [['purge', 'extra']],
    [['watch', '--interval', '0s']],
  ])('%j: exit code 2, one line and perhaps a guide on stderr, nothing on stdout', async (argv) => {
    const database = await createScs(folder.file('a.db'), [{ token: 'a' }]);
    const { code, stdout, stderr } = await run(argv, { database });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^session-admin: .*\n(?:more: session-admin help [a-z]+\n)?$/);
  });

  it('without arguments: the help, on stderr', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe((await run(['-h'])).stdout);
  });
});

describe('help and version', () => {
  it.each([[['--help']], [['help']]])('%j goes to stdout with exit code 0', async (argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['list', 'get', 'put', 'delete', 'purge', 'watch', 'NO_COLOR', '75']) {
      expect(stdout).toContain(word);
    }
  });

  it.each(['list', 'get', 'put', 'delete', 'purge', 'watch'])(
    '%s has a help of its own, with examples and the options of all',
    async (command) => {
      const { code, stdout } = await run([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: session-admin ${command}`);
      expect(stdout).toMatch(/Examples:\n( {2}session-admin .*\n){2,4}/);
      expect(stdout).toContain('--database <url>');
      const help = (await run(['help', command])).stdout;
      if (help !== stdout) expect(help).toContain(`session-admin ${command} --help`);
    },
  );

  it('the version is the package’s', async () => {
    const { code, stdout } = await run(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('every example of the help is a command line that parses', async () => {
    const database = await createScs(folder.file('a.db'), []);
    await writeFile(folder.file('session.json'), '{}');
    for (const command of ['list', 'get', 'put', 'delete', 'purge']) {
      const { stdout } = await run([command, '--help']);
      const examples = /Examples:\n((?: {2}.*\n)+)/.exec(stdout)?.[1] ?? '';
      for (const line of linesOf(examples)) {
        // As far as a shell would hand it over: up to a pipe or a redirection.
        const words = (line.split(/ [|>] /)[0] ?? '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
        const argv = words.slice(1).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
        const { stderr } = await run(argv, { database, stdin: '' });
        expect(stderr).not.toMatch(/unknown option|unknown command|expected |argument/);
      }
    }
  });
});

describe('exit codes of the process', () => {
  it.each([
    [0, ['list']],
    [0, ['purge']],
    [0, ['delete', 'missing']],
    [2, ['list', '--nope']],
    [2, ['list', '-d', 'missing.db']],
    [3, ['get', 'missing']],
    [4, ['delete', '--all']],
  ])('%i for %j', async (expected, argv) => {
    const database = await createScs(folder.file('a.db'), [{ token: 'a' }]);
    const { code, stderr } = await runChild(argv, { database });
    expect(code).toBe(expected);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('1 where the file is no database', async () => {
    await writeFile(
      folder.file('a.db'),
      'this is no database, however long the text is'.repeat(50),
    );
    const database = folder.file('a.db');
    const { code, stdout, stderr } = await run(['list'], { database });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`session-admin: ${database}: the file is not a SQLite database\n`);
  });

  it('2 where the table is of no layout, naming its columns', async () => {
    await withSqlite(folder.file('a.db'), (file) =>
      file.exec('CREATE TABLE sessions (id, payload); CREATE TABLE other (token, data, expiry)'),
    );
    const database = folder.file('a.db');
    const { code, stderr } = await run(['list'], { database });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /no session table that is known: .*sessions.*\(id, payload\).*--columns/,
    );
    expect((await run(['list', '-t', 'other'], { database })).code).toBe(0);
  });
});

describe('what was typed is not echoed', () => {
  it.each([
    [[secret]],
    [['gett', secret]],
    [['list', `--${secret}`]],
    [['list', `--token=${secret}`]],
    [['list', secret]],
    [['get', secret, secret]],
    [['get', secret]],
    [['get', `${secret}*`]],
    [['delete', secret, '--all']],
    [['list', '--where', `=${secret}`]],
    [['list', '--where', ` a=${secret}`]],
    [['list', '--where', `csrf=>${secret}`]],
    [['list', '--format', secret]],
    [['list', '--sort', secret]],
    [['list', '--layout', secret]],
    [['list', '--codec', secret]],
    [['put', secret, '--data', `{"secret":"${secret}"`]],
    [['put', secret, '--generate']],
    [['-d', `postgres://u:${secret}@h/db`, 'lst']],
    [['list', '-d', `oracle://u:${secret}@h/db`]],
    [['list', '-d', `postgres://u:${secret}@h:99999/db`]],
    [['list', '-d', `postgres://u:${secret}@[bad/db`]],
    [['list', '-d', `mongodb+srv://u:${secret}@h/db`]],
  ])('%j', async (argv) => {
    const database = await createScs(folder.file('a.db'), [{ token: 'a' }]);
    for (const env of [{}, { DEBUG: 'session-admin' }]) {
      const { code, stdout, stderr } = await run(argv, { database, env });
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toContain(secret.slice(2));
    }
  });

  it('not even from the environment', async () => {
    const { code, stderr } = await run(['list'], { database: `oracle://u:${secret}@h/db` });
    expect(code).toBe(2);
    expect(stderr).not.toContain(secret);
  });
});
