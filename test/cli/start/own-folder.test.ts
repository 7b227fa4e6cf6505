import { chmod, chown, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownFolder } from '../../../src/cli/start/own-folder.js';
import { useFolder } from '../../helpers/folder.js';

const folder = useFolder();

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the folder for compiled code', () => {
  it.each([
    ['linux', '.cache/session-admin'],
    ['freebsd', '.cache/session-admin'],
    ['darwin', 'Library/Caches/session-admin'],
  ] as const)('%s: ~/%s, made for this user alone', async (platform, expected) => {
    const path = ownFolder({ HOME: folder.path }, platform);
    expect(path).toBe(folder.file(expected));
    expect(await modeOf(path ?? '')).toBe(0o700);
    expect(ownFolder({ HOME: folder.path }, platform)).toBe(path);
  });

  it('is below XDG_CACHE_HOME or LOCALAPPDATA where they are set', () => {
    const path = folder.file('session-admin');
    expect(ownFolder({ HOME: '/nowhere', XDG_CACHE_HOME: folder.path }, 'linux')).toBe(path);
    expect(ownFolder({ LOCALAPPDATA: folder.path }, 'win32')).toBe(path);
  });

  it.each([
    ['no home', {}],
    ['an empty home', { HOME: '' }],
    ['a relative home', { HOME: '.' }],
    ['a home that is not there', { HOME: '/nowhere/at/all' }],
  ])('is none: %s', (_, env) => {
    expect(ownFolder(env, 'linux')).toBeUndefined();
  });

  it('is none where it is switched off', async () => {
    const env = { HOME: folder.path, NODE_DISABLE_COMPILE_CACHE: '1' };
    expect(ownFolder(env, 'linux')).toBeUndefined();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each(['.', '.cache', '.cache/session-admin'])(
    'is none where others may write to ~/%s',
    async (open) => {
      await mkdir(folder.file('.cache/session-admin'), { recursive: true });
      for (const mode of [0o770, 0o707]) {
        await chmod(folder.file(open), mode);
        expect(ownFolder({ HOME: folder.path }, 'linux')).toBeUndefined();
      }
    },
  );

  it('is none where a file, or a link to what is not ours, is in its place', async () => {
    await writeFile(folder.file('.cache'), '');
    expect(ownFolder({ HOME: folder.path }, 'linux')).toBeUndefined();
    await mkdir(folder.file('home'));
    await symlink(tmpdir(), join(folder.file('home'), '.cache'));
    expect(ownFolder({ HOME: folder.file('home') }, 'linux')).toBeUndefined();
  });

  it.skipIf(process.getuid?.() !== 0)('is none in the home of another user', async () => {
    await chown(folder.path, 12_345, 12_345);
    expect(ownFolder({ HOME: folder.path }, 'linux')).toBeUndefined();
    expect(await readdir(folder.path)).toEqual([]);
  });
});
