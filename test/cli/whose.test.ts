import { beforeEach, describe, expect, it } from 'vitest';
import { objectsIn, run, type Run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();
const path = (): string => folder.file('app.db');
const tool = (...argv: string[]): Promise<Run> => run(argv, { database: path() });
const change = (...statements: string[]): Promise<void> =>
  withSqlite(path(), async (file) => {
    for (const sql of statements) await file.all(sql);
  });

/** Users 1 and 5 have one session each, user1@example.com and user5@example.com. */
beforeEach(async () => {
  await run(['demo', 'django', path()]);
});

describe('names of users', () => {
  it('stand in JSON and in the table, and TSV keeps its columns', async () => {
    const { stdout } = await tool('list', '--format', 'ndjson');
    expect(objectsIn(stdout).map(({ user, name }) => [user, name])).toEqual([
      ['1', 'user1@example.com'],
      ['5', 'user5@example.com'],
      [null, null],
    ]);
    expect((await tool('list', '--format', 'table')).stdout).toContain('  user5@example.com (5)  ');
    expect((await tool('get', 'akavyg…', '--format', 'table')).stdout).toMatch(
      /^User +user5@example\.com \(5\)$/m,
    );
    const tsv = await tool('list', '--format', 'tsv');
    expect(tsv.stdout).not.toContain('user1@example.com');
    expect((await tool('list', '--fields', 'user,name', '--user', '5')).stdout).toBe(
      '5\tuser5@example.com\n',
    );
  });

  it('are inert, whatever they are', async () => {
    await change(
      "UPDATE auth_user SET email = char(27) || '[31m' || char(8238) || char(10) WHERE id = 5",
    );
    for (const format of ['table', 'ndjson', 'csv']) {
      const { stdout } = await tool('list', '--user', '5', '--fields', 'name', '--format', format);
      expect(stdout.trim()).not.toMatch(/[\x1b\u202e]|\n.*\n/);
      expect(stdout).toMatch(/\\(?:x1b|u001b)\[31m/);
    }
    await change("UPDATE auth_user SET username = iif(id = 1, 'Ann', 'ANN') WHERE id IN (1, 5)");
    const { code, stderr } = await tool('list', '--user', 'ann');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^session-admin: ann is the login of \d users of auth_user: .*\\x1b\[31m.*: give the id\n$/,
      ),
    ]);
  });

  it('come from the table that is named, or from none', async () => {
    const people = 'auth_user:id=id,name=username';
    const listed = (...argv: string[]) => tool('list', '--user', '5', '--fields', 'name', ...argv);
    expect((await listed('--people', people)).stdout).toBe('user5\n');
    expect((await listed('--no-people')).stdout).toBe('\n');
    const env = { SESSION_ADMIN_PEOPLE: 'none' };
    const none = await run(['list', '-v', '--user', '5', '--json'], { database: path(), env });
    expect(none.stderr).toMatch(/^no names: no table of users is to be asked$/m);
    expect(none.stderr).not.toContain('auth_user');
    const wrong = await listed('--people', 'people:id=id,name=email');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(
      /no table of users people in .*: it has auth_user, django_session/,
    );
  });

  it('are left out where a session is stored anew', async () => {
    const { stdout } = await tool('list', '--format', 'ndjson', '--reveal');
    const lines = stdout.replaceAll('user5@example.com', 'mallory@example.com');
    await tool('delete', '--all', '--yes');
    const put = await run(['put', '--from', '-'], { database: path(), stdin: lines });
    expect(put).toMatchObject({ code: 0, stdout: '3 sessions stored\n' });
    expect((await tool('list', '--format', 'ndjson', '--reveal')).stdout).toBe(stdout);
  });
});

describe('--user finds a login or an e-mail', () => {
  it('in list, count, get and delete, and says whom', async () => {
    const said = 'user5@example.com is user 5\n';
    const who = ['--user', 'user5@example.com'];
    expect(await tool('list', ...who, '--fields', 'user')).toMatchObject({
      stdout: '5\n',
      stderr: said,
    });
    expect(await tool('list', ...who, '--format', 'count')).toMatchObject({
      stdout: '1\n',
      stderr: said,
    });
    expect(await tool('get', ...who, '--field', 'views')).toMatchObject({
      stdout: '35\n',
      stderr: said,
    });
    const { stdout, stderr } = await tool('delete', '--user', 'USER5@example.com', '--yes');
    expect(stdout).toBe('1 session deleted\n');
    expect(stderr).toMatch(/^USER5@example\.com is user 5 \(user5@example\.com\)\n/);
    expect((await tool('list', '--fields', 'user')).stdout).toBe('1\n\n');
  });

  it('and says where there is no such user', async () => {
    const warning = 'warning: auth_user has no user with the id or login "anm"\n';
    for (const argv of [
      ['delete', '--yes'],
      ['delete', '--dry-run'],
      ['list'],
      ['list', '--format', 'count'],
    ])
      expect(await tool(...argv, '--user', 'anm')).toMatchObject({
        code: 0,
        stderr: expect.stringContaining(warning) as string,
      });
    expect(await tool('get', '--user', 'anm')).toMatchObject({
      code: 3,
      stderr: `${warning}session-admin: there is no such session\n`,
    });
    expect((await tool('list', '--user', '5', '--user', 'anm')).stderr).toBe(warning);
    expect((await tool('list', '--user', 'anm', '--no-people')).stderr).toBe('');
    await change('DELETE FROM auth_user WHERE id = 5');
    expect(await tool('list', '--user', '5', '--fields', 'user')).toMatchObject({
      stdout: '5\n',
      stderr: '',
    });
  });

  it('and touches nothing where several are meant', async () => {
    await change("UPDATE auth_user SET username = '5' WHERE id = 1");
    const refused = await tool('delete', '--user', '5', '--yes');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toBe(
      'session-admin: 5 is an id, and the login of another user of auth_user: 5 (user5@example.com), ' +
        '1 (user1@example.com): give that id, or, if 5 is the id, ask no table of users (--people or SESSION_ADMIN_PEOPLE)\nmore: session-admin help filters\n',
    );
    expect((await tool('delete', '--user', '5', '--yes', '--no-people')).stdout).toBe(
      '1 session deleted\n',
    );
    const twice = await tool('get', '--user', '1', '--no-people', '--json');
    expect(JSON.parse(twice.stdout)).toMatchObject({ user: '1', name: null });
  });

  it('while get refuses several sessions of one', async () => {
    const copy =
      "INSERT INTO django_session SELECT session_key || 'x', session_data, expire_date FROM django_session WHERE session_key LIKE 'akavyg%'";
    await change(copy);
    const several = await tool('get', '--user', 'user5@example.com');
    expect(several).toMatchObject({ code: 4, stdout: '' });
    expect(several.stderr).toMatch(/that user has 2 sessions: list them, and give a token$/m);
  });
});

describe('--except-user', () => {
  const users = async (...argv: string[]): Promise<string> =>
    (await tool('list', '--fields', 'user', ...argv)).stdout;

  it('finds a login or an e-mail, and leaves out all sessions of it', async () => {
    const { stdout, stderr } = await tool('list', '--except-user', 'user5@example.com', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ user: '1' }, { user: null }]);
    expect(stderr).toBe('user5@example.com is user 5\n');
    expect(await users('--except-user', 'user5@example.com', '--except-user', '1')).toBe('\n');
    const argv = ['--logged-in', '--except-user', 'USER5@example.com'];
    expect((await tool('delete', ...argv, '--yes')).stdout).toBe('2 sessions deleted\n');
    expect(await users('--logged-in')).toBe('5\n');
  });

  it('deletes nothing where a slip of the pen leaves nobody out', async () => {
    const { code, stdout, stderr } = await tool('delete', '--except-user', 'usre5', '--yes');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /--except-user: auth_user has no user with the id or login "usre5", so nobody would be left out/,
    );
    expect(await users('--all')).toMatch(/^1$/m);
  });

  it('says whom no session is of, where no table knows', async () => {
    const argv = ['delete', '--except-user', 'usre5', '--no-people', '--dry-run'];
    expect((await tool(...argv)).stderr).toContain('no session is of user "usre5"');
    argv[2] = '5';
    expect((await tool(...argv)).stderr).not.toContain('no session is of user');
  });
});

describe('--where name', () => {
  const users = async (...argv: string[]): Promise<string[]> =>
    (await tool('list', '--fields', 'user', ...argv)).stdout.split('\n').slice(0, -1);

  it.each([
    ['name=user5@example.com', ['5']],
    ['name~USER', []],
    ['name~user', ['1', '5']],
    ['name!=user5@example.com', ['1', '']],
    ['name', ['1', '5']],
    ['!name', ['']],
  ])('%s compares what the user is called', async (condition, found) => {
    expect(await users('--where', condition)).toEqual(found);
    expect(await users('--where', condition, '--limit', '1')).toEqual(found.slice(0, 1));
    const argv = ['list', '--where', condition, '--format', 'count'];
    expect((await tool(...argv)).stdout).toBe(`${found.length}\n`);
  });

  it('deletes the sessions that it lists', async () => {
    const where = ['--where', 'name=user5@example.com'];
    const told = await tool('delete', ...where, '--dry-run', '--json');
    expect(JSON.parse(told.stdout)).toEqual({ matched: 1, deleted: 0, renewed: 0 });
    expect((await tool('delete', ...where, '--yes')).stdout).toBe('1 session deleted\n');
    expect(await users()).toEqual(['1', '']);
  });

  it('is refused where no names are known, and then nobody goes', async () => {
    for (const argv of [
      ['list', '--no-people'],
      ['delete', '--yes', '--no-people'],
    ]) {
      const { code, stdout, stderr } = await tool(...argv, '--where', 'name!=ann');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/no names of users are known .*data\.name/);
    }
    expect(await users()).toEqual(['1', '5', '']);
  });
});

describe('put --user', () => {
  it('finds the credential in a user model of one’s own', async () => {
    await change(
      'ALTER TABLE auth_user RENAME TO accounts_member',
      'ALTER TABLE accounts_member RENAME COLUMN id TO member_id',
    );
    const put = ['put', '--generate', '--user', '5'];
    const env = { SESSION_ADMIN_SECRET: 'not-so-secret' };
    const without = await run(put, { database: path(), env });
    expect(without).toMatchObject({ code: 1, stdout: '' });
    const people = ['--people', 'accounts_member:id=member_id,name=email'];
    const { code, stdout } = await run([...put, ...people], { database: path(), env });
    expect(code).toBe(0);
    const [token = ''] = stdout.split('\n');
    const hash = await tool('get', token, '--field', '_auth_user_hash');
    expect(hash.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    const nobody = await run(['put', '--generate', '--user', '77', ...people], {
      database: path(),
      env,
    });
    expect(nobody.stderr).toMatch(
      /accounts_member has no user of that member_id: nothing is stored/,
    );
  });

  it('stores nobody’s session where Rails has a table of users', async () => {
    const file = folder.file('rails.db');
    await withSqlite(file, async (database) => {
      for (const sql of [
        'CREATE TABLE sessions (id integer PRIMARY KEY, session_id varchar NOT NULL UNIQUE, data text, user_id integer, created_at datetime NOT NULL, updated_at datetime NOT NULL)',
        'CREATE TABLE users (id integer PRIMARY KEY, email varchar NOT NULL)',
        "INSERT INTO users VALUES (1, 'ann@example.test')",
      ])
        await database.all(sql);
    });
    const put = (user: string) =>
      run(['put', '--generate', '--user', user, '--data', '{"n":1}', '--layout', 'rails'], {
        database: file,
      });
    const gone = await put('7');
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toMatch(/the table users has no user of that id: nothing is stored/);
    expect((await put('1')).code).toBe(0);
    const { stdout } = await run(['list', '--layout', 'rails', '--fields', 'name'], {
      database: file,
    });
    expect(stdout).toBe('ann@example.test\n');
  });
});
