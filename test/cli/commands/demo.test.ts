import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';

const folder = useFolder();
const path = (name: string): string => folder.file(name);

describe('demo', () => {
  it('makes a file, and beside it the key that reads it', async () => {
    const { code, stderr } = await run(['demo', 'laravel', path('a.db')]);
    expect(code).toBe(0);
    expect(stderr).toContain(path('a.key'));
    expect((await readdir(folder.path)).toSorted()).toEqual(['a.db', 'a.key']);
    const listed = await run(['list', '-d', path('a.db'), '--secret-file', path('a.key')]);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).not.toBe('');
  });

  it.each([
    ['a.db', 'the file'],
    ['a.key', 'its key'],
  ])('leaves all as it was where %s is there, %s', async (name) => {
    await writeFile(path(name), 'mine');
    const { code, stderr } = await run(['demo', 'laravel', path('a.db')]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${path(name)} cannot be made: there is a file of that name`);
    expect(await readdir(folder.path)).toEqual([name]);
    expect(await readFile(path(name), 'utf8')).toBe('mine');
  });

  it('makes nothing under a name that its key would have', async () => {
    expect((await run(['demo', 'laravel', path('a.key')])).code).toBe(2);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
