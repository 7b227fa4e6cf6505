import { beforeEach, describe, expect, it } from 'vitest';
import { runChild } from '../helpers/child.js';
import { output, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs, longAgo } from '../helpers/scs-table.js';

const folder = useFolder();

beforeEach(async () => {
  for (const name of ['flag', 'env', 'url', 'sessions']) {
    await createScs(folder.file(`${name}.db`), [{ token: name }]);
  }
});

const tokens = (argv: string[], env: Record<string, string>): Promise<string> =>
  output(['list', '-f', 'tokens', ...argv], { env });

describe('the database', () => {
  it('is taken from the flag, then SESSION_ADMIN_DATABASE, then DATABASE_URL', async () => {
    const env = {
      SESSION_ADMIN_DATABASE: folder.file('env.db'),
      DATABASE_URL: folder.file('url.db'),
    };
    expect(await tokens(['-d', folder.file('flag.db')], env)).toBe('flag\n');
    expect(await tokens([], env)).toBe('env\n');
    expect(await tokens([], { ...env, SESSION_ADMIN_DATABASE: '' })).toBe('url\n');
    expect(await tokens([], { DATABASE_URL: env.DATABASE_URL })).toBe('url\n');
  });

  it('is sessions.db in the working folder by default', async () => {
    for (const env of [{}, { SESSION_ADMIN_DATABASE: '', DATABASE_URL: '' }]) {
      const { stdout } = await runChild(['list', '-f', 'tokens'], { cwd: folder.path, env });
      expect(stdout).toBe('sessions\n');
    }
  });

  it('is a path, or sqlite: and a path', async () => {
    const path = folder.file('env.db');
    for (const url of [path, `sqlite:${path}`, `sqlite://${path}`]) {
      expect(await tokens(['-d', url], {})).toBe('env\n');
    }
  });

  it('is given before or after the command', async () => {
    const path = folder.file('env.db');
    for (const argv of [
      ['-d', path, 'list', '-f', 'tokens'],
      ['-f', 'tokens', 'list', `--database=${path}`],
      [`-d${path}`, 'list', '-ftokens'],
    ]) {
      expect(await output(argv)).toBe('env\n');
    }
  });
});

describe('table, layout and codec', () => {
  it('come from the flag, then the environment', async () => {
    const database = folder.file('two.db');
    await createScs(database, [{ token: 'one', data: { a: 1 } }], { name: 'logins' });
    await createScs(database, [{ token: 'two', data: { a: 1 } }], { name: 'other' });
    const env = {
      SESSION_ADMIN_DATABASE: database,
      SESSION_ADMIN_TABLE: 'logins',
      SESSION_ADMIN_LAYOUT: 'scs',
      SESSION_ADMIN_CODEC: 'text',
    };
    expect(await tokens([], env)).toBe('one\n');
    expect(await tokens(['-t', 'other'], env)).toBe('two\n');
    const fields = ['list', '--fields', 'codec,data'];
    expect(await output(fields, { env })).toBe('text\t"{\\"a\\":1}"\n');
    expect(await output([...fields, '-c', 'json'], { env })).toBe('json\t{"a":1}\n');
    expect(await output(fields, { env: { ...env, SESSION_ADMIN_CODEC: '' } })).toBe(
      'json\t{"a":1}\n',
    );
    expect((await run(['list'], { env: { ...env, SESSION_ADMIN_TABLE: '' } })).code).toBe(2);
  });

  it.each([
    ['SESSION_ADMIN_CODEC', '--codec (SESSION_ADMIN_CODEC): expected one of gob, json'],
    [
      'SESSION_ADMIN_LAYOUT',
      '--layout (SESSION_ADMIN_LAYOUT): expected a name that session-admin layouts shows',
    ],
  ])('a bad %s is named', async (name, message) => {
    const database = folder.file('env.db');
    const { code, stderr } = await run(['list'], { database, env: { [name]: 'nope' } });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('colour', () => {
  const escape = '\x1b[';
  const colored = async (
    terminal: boolean,
    env: Record<string, string>,
    ...argv: string[]
  ): Promise<boolean> => {
    const database = folder.file('colour.db');
    const { stdout } = await run(['list', '--all', '-f', 'table', ...argv], {
      database,
      terminal,
      env,
    });
    return stdout.includes(escape);
  };

  beforeEach(() =>
    createScs(folder.file('colour.db'), [{ token: 'a' }, { token: 'b', expiry: longAgo }]),
  );

  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, false],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [false, { FORCE_COLOR: '1', TERM: 'dumb' }, true],
  ])('terminal %j with %j: %j', async (terminal, env, expected) => {
    expect(await colored(terminal, env)).toBe(expected);
  });

  it('--no-color beats all', async () => {
    expect(await colored(true, { FORCE_COLOR: '1' }, '--no-color')).toBe(false);
  });

  it('is decided by the stream that is written to', async () => {
    const database = folder.file('colour.db');
    const { stdout } = await run(['list', '-f', 'table'], { database, terminal: { stderr: true } });
    expect(stdout).not.toContain(escape);
  });

  it('never goes into what programs read', async () => {
    const database = folder.file('colour.db');
    for (const format of ['json', 'ndjson', 'csv', 'tsv', 'tokens', 'count']) {
      const argv = ['list', '--all', '-f', format];
      const plain = await output(argv, { database });
      const { stdout } = await run(argv, { database, terminal: true, env: { FORCE_COLOR: '1' } });
      expect(stdout).toBe(plain);
    }
  });
});

describe('--verbose', () => {
  it('shows database, table, layout, codec and SQL with placeholders only', async () => {
    const database = await createScs(folder.file('v.db'), [
      { token: 'find-me-token', data: { name: 'Ann' } },
    ]);
    const { code, stdout, stderr } = await run(['get', 'find-me-token', '--field', 'name', '-v'], {
      database,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Ann\n' });
    expect(stderr).toContain(`database: ${database}\ntable: sessions\nlayout: scs (SCS (Go))`);
    expect(stderr).toMatch(/codec: auto \(gob\)/);
    expect(stderr).toMatch(/^sql: SELECT .*"token" .*\$1/m);
    expect(stderr).not.toMatch(/find-me-token|Ann/);
  });

  it.each([
    [['list', '--where', 'data.name=Secret1', '--token-prefix', 'Secret2', '--user', 'Secret3']],
    [['put', 'Secret1Token', '--data', '{"name":"Secret2"}']],
    [['delete', 'Secret1Token']],
    [['delete', '--user', 'Secret1', '--where', 'data.name=Secret2', '--yes']],
    [['purge', '--dry-run']],
    [['purge']],
  ])('%j shows no values', async (argv) => {
    const database = await createScs(folder.file('v.db'), [
      { token: 'Secret1Token', data: { name: 'Secret2', userID: 'Secret1' } },
      { token: 'Secret9Token', data: { name: 'Secret9' }, expiry: longAgo },
    ]);
    const { code, stderr } = await run([...argv, '-v'], { database });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^sql: /m);
    expect(stderr).not.toMatch(/Secret/);
  });
});

describe('DEBUG', () => {
  it('shows frames where something fails, but no values', async () => {
    const database = await createScs(folder.file('v.db'), [{ token: 'a' }], {
      columns: 'CHECK (length(token) < 5)',
    });
    const put = (env: Record<string, string>) =>
      run(['put', 'Secret-Token', '--data', '{"a":"Secret"}'], { database, env });
    const { code, stderr } = await put({ DEBUG: 'session-admin' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^session-admin: .*\n +at /);
    expect(stderr).toMatch(/caused by /);
    expect(stderr).not.toMatch(/Secret/);
    expect((await put({})).stderr).toBe(
      `session-admin: ${database}: the check constraint length(token) < 5 forbids it\n`,
    );
    expect((await put({ DEBUG: '' })).stderr).not.toMatch(/ at /);
  });
});
