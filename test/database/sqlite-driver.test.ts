import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { managerOf } from '../../src/database/sqlite-driver.js';
import { useFolder } from '../helpers/folder.js';

const folder = useFolder();

describe('the package manager that installed us', () => {
  it.each([
    ['node_modules/.pnpm/lock.yaml', 'pnpm'],
    ['node_modules/.yarn-integrity', 'yarn'],
    ['node_modules/.yarn-state.yml', 'yarn'],
    ['bun.lock', 'bun'],
    ['node_modules/.package-lock.json', 'npm'],
  ])('%s: %s', async (trace, manager) => {
    await mkdir(dirname(folder.file(trace)), { recursive: true });
    await writeFile(folder.file(trace), '');
    expect(managerOf(folder.file('node_modules/session-admin/dist/cli'))).toBe(manager);
    expect(managerOf(folder.file('node_modules/.pnpm/a@1/node_modules/session-admin'))).toBe(
      manager,
    );
  });

  it('is none that is known in a checkout', async () => {
    await writeFile(folder.file('bun.lock'), '');
    expect(managerOf(folder.file('dist/cli'))).toBe('npm');
  });
});
