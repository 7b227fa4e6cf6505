import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { replaceFile } from '../../../src/cli/watch/atomic-file.js';
import { useFolder } from '../../helpers/folder.js';

const folder = useFolder();

it('replaces a file, and writes through no link that was planted beside it', async () => {
  const [path, victim] = [folder.file('health'), folder.file('victim')];
  await writeFile(victim, 'precious');
  for (const name of [`${path}.${process.pid}.tmp`, `${path}.tmp`]) await symlink(victim, name);
  await symlink(victim, path);
  await replaceFile(path, 'one');
  await replaceFile(path, 'two');
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(await readFile(victim, 'utf8')).toBe('precious');
});

it('leaves nothing behind where it fails', async () => {
  await expect(replaceFile(folder.file('no/such/folder'), 'x')).rejects.toThrow('ENOENT');
  await expect(replaceFile(folder.path, 'x')).rejects.toThrow();
  expect(await readdir(folder.path)).toEqual([]);
});
