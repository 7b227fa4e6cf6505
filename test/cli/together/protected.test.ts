import { beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';
import { createScs, longAgo } from '../../helpers/scs-table.js';
import { scalar } from '../../helpers/sqlite.js';

const folder = useFolder();
let env: Record<string, string> = {};

beforeEach(async () => {
  for (const name of ['prod', 'test']) {
    await createScs(folder.file(`${name}.db`), [
      { token: 'one' },
      { token: 'old', expiry: longAgo },
    ]);
  }
  env = await writeProfiles(folder.file('profiles.json'), {
    prod: { database: 'prod.db', protect: true },
    test: { database: 'test.db' },
  });
});

const left = (name = 'prod') => scalar(folder.file(`${name}.db`), 'SELECT count(*) FROM sessions');
const typed = (argv: string[], stdin: string) =>
  run(argv, { env, stdin, terminal: { stdin: true, stderr: true }, columns: 300 });

describe('a protected profile', () => {
  it.each([
    [['delete', '--all', '--yes']],
    [['delete', '--all']],
    [['delete', 'one']],
    [['delete', '--expired', '--yes']],
    [['purge']],
    [['watch']],
    [['put', 'one']],
    [['put', '--from', '-']],
  ])('keeps all it has without its name: %j', async (argv) => {
    const { code, stdout, stderr } = await run(['@prod', ...argv], { env });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(
      /^session-admin: .*prod.*: prod is protected: confirm with --yes-to prod\n$/m,
    );
    expect(await left()).toBe(2);
  });

  it.each([
    [['delete', '--all'], 0],
    [['delete', 'one'], 1],
    [['purge'], 1],
    [['put', 'new'], 3],
  ])('does %j with --yes-to, or with its name typed', async (argv, rest) => {
    expect((await typed(['@prod', ...argv], 'y\n')).code).toBe(4);
    expect((await typed(['@prod', ...argv], 'Prod\n')).code).toBe(4);
    expect((await typed(['@prod', ...argv], '')).code).toBe(4);
    expect(await left()).toBe(2);
    const done = await typed(['@prod', ...argv], 'prod\n');
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('prod is protected: type its name to go on: ');
    expect(await left()).toBe(rest);
    expect((await run(['@prod', ...argv, '--yes-to', 'prod'], { env })).code).toBe(0);
  });

  it('is not asked for where nothing goes', async () => {
    for (const argv of [
      ['list'],
      ['purge', '--dry-run'],
      ['delete', '--all', '--dry-run'],
      ['put', '--generate'],
    ]) {
      expect((await run(['@prod', ...argv], { env })).code).toBe(0);
    }
  });

  it('beside others wants its name behind the one yes', async () => {
    const argv = ['@prod', '@test', 'delete', '--all'];
    const half = await typed(argv, 'y\ntest\n');
    expect(half.code).toBe(4);
    expect([await left('prod'), await left('test')]).toEqual([2, 0]);
    expect((await typed(argv, 'y\nprod\n')).code).toBe(0);
    expect(await left('prod')).toBe(0);
  });
});

it.each([
  [['@test', 'delete', '--all', '--yes-to', 'prod'], /--yes-to: expected one of test, not "prod"/],
  [['delete', '--all', '--yes-to', 'prod'], /--yes-to names a profile, and there is none/],
  [['purge', '--yes-to', 'prod'], /--yes-to names a profile, and there is none/],
])('%j: a name that is not meant is refused', async (argv, message) => {
  const database = folder.file('test.db');
  const set = argv[0] === '@test' ? {} : { SESSION_ADMIN_DATABASE: database };
  const { code, stderr } = await run(argv, { env: { ...env, ...set } });
  expect({ code, left: await left('test') }).toEqual({ code: 2, left: 2 });
  expect(stderr).toMatch(message);
});

it('--yes-to is yes to a profile that is not protected', async () => {
  expect((await run(['@test', 'delete', '--all', '--yes-to', 'test'], { env })).code).toBe(0);
  expect(await left('test')).toBe(0);
});
