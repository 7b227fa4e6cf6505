import { chmod, chown, mkdir, rename, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readProfiles } from '../../../src/cli/profiles/read.js';
import { UsageError } from '../../../src/cli/usage.js';
import { useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';

const folder = useFolder();
const write = (profiles: unknown) => writeProfiles(folder.file('profiles.json'), profiles);

async function refusal(env: Record<string, string>): Promise<string> {
  const error: unknown = await readProfiles(env).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

describe('the file of profiles', () => {
  it('is that of SESSION_ADMIN_CONFIG, of XDG_CONFIG_HOME, or of the home folder', async () => {
    const home = folder.file('home');
    for (const root of [folder.path, `${home}/.config`]) {
      await mkdir(`${root}/session-admin`, { recursive: true });
      await writeProfiles(`${root}/session-admin/profiles.json`, {
        [root === folder.path ? 'xdg' : 'home']: {},
      });
    }
    const named = await write({ named: {} });
    const env = { HOME: home, XDG_CONFIG_HOME: folder.path };
    const names = async (of: Record<string, string>) =>
      (await readProfiles(of)).map(({ name }) => name);
    expect(await names({ ...env, ...named })).toEqual(['named']);
    expect(await names(env)).toEqual(['xdg']);
    expect(await names({ HOME: home })).toEqual(['home']);
    expect(await names({ HOME: home, XDG_CONFIG_HOME: 'relative' })).toEqual(['home']);
    expect(await refusal({})).toMatch(/^there is no home folder .*SESSION_ADMIN_CONFIG$/);
    expect(await refusal({ SESSION_ADMIN_CONFIG: 'profiles.json' })).toMatch(/absolute path$/);
    expect(await refusal({ HOME: folder.file('none') })).toMatch(/none of that name$/);
  });

  it('has paths from its folder or the home folder on', async () => {
    const env = await write({
      a: { database: 'a.db', secretFile: '~/a.key', layoutFile: '/etc/a.json' },
      b: { database: 'sqlite:sub/b.db', layout: 'django', protect: true },
      c: { databaseFile: 'c.url', table: 'c.db' },
      d: { databaseCommand: ['./url', 'c.db'] },
      e: { databaseCommand: ['pass', 'show'] },
      f: { database: 'postgres://u@h/d' },
      g: { database: 'u:S3cret@h/d' },
    });
    const profiles = await readProfiles({ ...env, HOME: '/home/ann' });
    const at = (name: string): string => folder.file(name);
    expect(profiles.map(({ options }) => options)).toEqual([
      { database: at('a.db'), secretFile: '/home/ann/a.key', layoutFile: '/etc/a.json' },
      { database: `sqlite:${at('sub/b.db')}`, layout: 'django' },
      { table: 'c.db' },
      {},
      {},
      { database: 'postgres://u@h/d' },
      { database: 'u:S3cret@h/d' },
    ]);
    expect(profiles.flatMap(({ source }) => source ?? [])).toEqual([
      { kind: 'file', path: at('c.url') },
      { kind: 'command', argv: [at('url'), 'c.db'] },
      { kind: 'command', argv: ['pass', 'show'] },
    ]);
    expect(profiles.filter(({ protect }) => protect).map(({ name }) => name)).toEqual(['b']);
  });

  it.each([
    ['', /it is not JSON, in line 1$/],
    ['{\n"a": {"database": "S3cret",}\n}', /it is not JSON, in line 2$/],
    ['{"a": {},\n"a": {"table": "t"}}', /a key stands there twice, in line 2$/],
    ['['.repeat(100_000), /it is not JSON$/],
    [[], /expected an object with a profile for each name$/],
    [{ a: 5 }, /a: expected an object/],
    [{ a: { databse: 'S3cret' } }, /a: unknown key: .*"databse": did you mean database\?$/],
    [{ a: { format: 'json' } }, /a: unknown key: expected one of database, databaseFile, /],
    [{ a: { S3cretS3cretS3cret: '' } }, /a: unknown key: expected one of [^"]*$/],
    [
      { a: { database: 'S3cret', databaseFile: 'b' } },
      /a: choose one of database and databaseFile$/,
    ],
    [{ a: { table: '' } }, /a: table: expected a text/],
    [{ a: { lifetime: 7200 } }, /a: lifetime: expected a text/],
    [{ a: { protect: 'yes' } }, /a: protect: expected true or false$/],
    [
      { a: { databaseCommand: 'pass show S3cret' } },
      /a: databaseCommand: expected a list of words/,
    ],
    [{ a: { databaseCommand: [] } }, /a: databaseCommand: expected a list of words/],
    [{ all: {} }, /@all means every profile/],
    [{ 'a b': {} }, /"a b" is no name/],
    [{ '-a': {} }, /"-a" is no name/],
    [{ 'postgres://u:S3cret@h/d': {} }, /a profile: what stands there is no name/],
    ['{"__proto__": {"database": "x"}}', /"__proto__" is no name/],
    ['{"a": {"__proto__": {"protect": true}}}', /a: unknown key/],
  ])('refuses %j, whichever profile is meant', async (content, message) => {
    const said = await refusal(await write(content));
    expect(said).toMatch(message);
    expect(said.startsWith(folder.file('profiles.json'))).toBe(true);
    expect(said).not.toContain('S3cret');
  });

  it('may be of any size up to a limit', async () => {
    expect(await refusal(await write(' '.repeat(2 ** 21)))).toMatch(/the file is too long$/);
    expect(await refusal({ SESSION_ADMIN_CONFIG: '/dev/zero' })).toMatch(/expected a file$/);
    expect(await refusal({ SESSION_ADMIN_CONFIG: folder.path })).toMatch(/expected a file$/);
  });
});

describe.skipIf(process.platform === 'win32')('a file of profiles that others may write', () => {
  it.each([0o620, 0o602, 0o666])('by its mode %o is refused', async (mode) => {
    const env = await write({ a: {} });
    await chmod(folder.file('profiles.json'), mode);
    expect(await refusal(env)).toMatch(
      /others may write .*profiles\.json.*chmod go-w .*profiles\.json$/,
    );
  });

  it.each([0o770, 0o707])('by the mode %o of a folder above is refused', async (mode) => {
    await mkdir(folder.file('a/b'), { recursive: true });
    const env = await writeProfiles(folder.file('a/b/profiles.json'), { a: {} });
    expect(await readProfiles(env)).toHaveLength(1);
    await chmod(folder.file('a'), mode);
    expect(await refusal(env)).toMatch(/others may write .*\/a, /);
    // Where only an owner may rename, nobody else puts another in its place.
    await chmod(folder.file('a'), mode | 0o1000);
    expect(await readProfiles(env)).toHaveLength(1);
  });

  it('behind a link is refused', async () => {
    await mkdir(folder.file('open'));
    const env = await write({ a: {} });
    await rename(folder.file('profiles.json'), folder.file('open/profiles.json'));
    await symlink('open/profiles.json', folder.file('profiles.json'));
    expect(await readProfiles(env)).toHaveLength(1);
    await chmod(folder.file('open'), 0o777);
    expect(await refusal(env)).toMatch(/others may write .*\/open, /);
  });

  it.runIf(process.getuid?.() === 0)('as its owner is refused', async () => {
    const env = await write({ a: {} });
    await chown(folder.file('profiles.json'), 1, 0);
    expect(await refusal(env)).toMatch(/belongs to another user/);
    await chown(folder.file('profiles.json'), 0, 0);
    await chown(folder.path, 1, 0);
    expect(await refusal(env)).toMatch(/belongs to another user/);
  });
});
