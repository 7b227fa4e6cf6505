import { spawnSync } from 'node:child_process';
import { chmod, cp, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runChild } from '../../helpers/child.js';
import { useFolder } from '../../helpers/folder.js';
import { createScs } from '../../helpers/scs-table.js';

const folder = useFolder();
const bundle = new URL('../../../dist/cli/', import.meta.url);

const cache = (): string => folder.file(`.cache/session-admin/${process.version}-${process.arch}`);

beforeEach(() => createScs(folder.file('a.db'), [{ token: 'tea' }]));

/** Lists the one session, with a home. */
async function listAtHome(): Promise<void> {
  const { code, stdout, stderr } = await runChild(['list'], {
    database: folder.file('a.db'),
    env: { HOME: folder.path },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^tea\t\tactive\t/);
}

/** What is kept: names and times of change. */
async function kept(): Promise<Record<string, number>> {
  const files = await readdir(cache());
  const times = files.map(async (name) => [name, (await stat(join(cache(), name))).mtimeMs]);
  return Object.fromEntries(await Promise.all(times)) as Record<string, number>;
}

describe('compiled code', () => {
  it('is kept by the first run, for this user alone, and left as it is by the second', async () => {
    await listAtHome();
    const first = await kept();
    expect(Object.keys(first).join()).toMatch(/library-.*main-.*sequelize-/);
    for (const name of Object.keys(first)) {
      expect((await stat(join(cache(), name))).mode & 0o777).toBe(0o600);
    }
    await listAtHome();
    expect(await kept()).toEqual(first);
  });

  it('is made anew where it is damaged, cut or of another bundle', async () => {
    await listAtHome();
    const names = Object.keys(await kept());
    const path = (part: string): string =>
      join(cache(), names.find((name) => name.startsWith(part)) ?? '');
    await writeFile(path('main-'), 'not compiled code');
    await truncate(path('sequelize-'), 1000);
    await writeFile(path('library-'), await readFile(path('rows-')));
    const before = await kept();
    await listAtHome();
    const after = await kept();
    const changed = names.filter((name) => before[name] !== after[name]);
    expect(changed.map((name) => name.replace(/-.*/, ''))).toEqual([
      'library',
      'main',
      'sequelize',
    ]);
  });

  it('is not run where one byte of it has changed', async () => {
    await listAtHome();
    for (const name of Object.keys(await kept())) {
      const file = join(cache(), name);
      const code = await readFile(file);
      for (const at of [10, 100, Math.floor(code.length / 2), code.length - 1]) {
        const damaged = Buffer.from(code);
        damaged[at] = (damaged[at] ?? 0) ^ 0x41;
        await writeFile(file, damaged);
      }
    }
    await listAtHome();
    const sound = await kept();
    await listAtHome();
    expect(await kept()).toEqual(sound);
  });

  it('is not run where its source has changed and is as long as before', async () => {
    const tool = folder.file('tool');
    await cp(new URL('../../../dist/cli', import.meta.url), join(tool, 'dist/cli'), {
      recursive: true,
    });
    for (const [name, to] of [
      ['bin', 'bin'],
      ['package.json', 'package.json'],
    ] as const) {
      await cp(new URL(`../../../${name}`, import.meta.url), join(tool, to), { recursive: true });
    }
    await symlink(new URL('../../../node_modules', import.meta.url), join(tool, 'node_modules'));
    const complaint = (): string =>
      spawnSync(process.execPath, [join(tool, 'bin/session-admin.js'), 'list', '-x'], {
        env: { HOME: folder.path },
        encoding: 'utf8',
      }).stderr;
    expect(complaint()).toContain('unknown option');
    const names = await readdir(join(tool, 'dist/cli'));
    const main = join(tool, 'dist/cli', names.find((name) => /^main-.*cjs$/.test(name)) ?? '');
    const source = await readFile(main, 'latin1');
    await writeFile(main, source.replaceAll('unknown option', 'UNKNOWN option'), 'latin1');
    expect(complaint()).toContain('UNKNOWN option');
  });

  it.skipIf(process.getuid?.() === 0)('may be kept nowhere', async () => {
    await chmod(folder.path, 0o500);
    await listAtHome();
    expect(await readdir(folder.path)).toEqual(['a.db']);
  });

  it('is not kept by --version, nor without a home', async () => {
    const { stdout } = await runChild(['--version'], { env: { HOME: folder.path } });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await runChild(['--help'])).code).toBe(0);
    expect(await readdir(folder.path)).toEqual(['a.db']);
  });
});

describe('the bundle', () => {
  it('is ASCII, as it is read, and quotes no folder of the machine that built it', async () => {
    const files = (await readdir(bundle)).filter((name) => name.endsWith('.cjs'));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const text = await readFile(new URL(name, bundle), 'utf8');
      expect(/[^\0-\x7f]/.exec(text)).toBeNull();
      expect(text).not.toContain(new URL('../../..', import.meta.url).pathname);
    }
  });

  it('comes with the licences of what is in it', async () => {
    const text = await readFile(new URL('licenses.txt', bundle), 'utf8');
    for (const name of ['commander', 'sequelize', 'lodash', 'moment']) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    expect(text).not.toMatch(/^License: /m);
  });

  it('shows functions and files in a stack trace', async () => {
    const database = 'postgres://ann@127.0.0.1:1/shop';
    const { code, stderr } = await runChild(['list'], { database, env: { DEBUG: '1' } });
    expect(code).toBe(75);
    expect(stderr).toMatch(/at async Context\.withStore \(.*dist\/cli\/main-.*\.cjs:\d+:\d+\)/);
    expect(stderr).toMatch(
      /at async SequelizeStore\.open \(.*dist\/cli\/library-.*\.cjs:\d+:\d+\)/,
    );
  });
});
