import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useFolder } from '../helpers/folder.js';

const dist = pathToFileURL(fileURLToPath(new URL('../../dist/index.js', import.meta.url))).href;
const folder = useFolder();

interface Seen {
  before: string[];
  after: string[];
  message?: string;
  lingeredMs: number;
}

const drivers = ['sqlite3', 'pg', 'mysql2', 'mariadb', 'tedious', 'oracledb'];

/**
 * Opens a store in a process of its own, and gives the drivers that it loaded, what it printed, and
 * for how long the process went on after that.
 */
async function openAlone(url: string, env: NodeJS.ProcessEnv = {}) {
  const program = `
    import { createRequire } from 'node:module';
    import { SequelizeStore } from ${JSON.stringify(dist)};
    const { cache } = createRequire(${JSON.stringify(import.meta.url)});
    const before = Object.keys(cache);
    const message = await SequelizeStore.open(process.argv[1], { readOnly: true })
      .then((store) => store.close(), (error) => error.message);
    const done = performance.now();
    process.on('exit', () => {
      const after = Object.keys(cache);
      console.log(JSON.stringify({ before, after, message, lingeredMs: performance.now() - done }));
    });`;
  const args = ['--input-type=module', '-e', program, url];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: folder.path, ...env },
  });
  const seen = JSON.parse(stdout) as Seen;
  const loaded = (files: string[]): string[] =>
    drivers.filter((name) => files.some((file) => file.includes(`/node_modules/${name}/`)));
  expect(loaded(seen.before)).toEqual([]);
  const { message, lingeredMs } = seen;
  return { loaded: loaded(seen.after), message, lingeredMs, stderr };
}

describe('a driver is loaded when its URL is used, and no other', () => {
  it.each([
    ['sqlite::memory:', ['sqlite3']],
    ['postgres://ann:hunter2@127.0.0.1:1/d', ['pg']],
    ['mysql://ann:hunter2@127.0.0.1:1/d', ['mysql2']],
    ['mariadb://ann:hunter2@127.0.0.1:1/d', ['mysql2']],
    ['oracle://ann:hunter2@127.0.0.1:1/d', []],
    ['postgres://ann:hunter2@127.0.0.1:1/d?sslmode=maybe', []],
  ])('%s: %j', async (url, expected) => {
    const { loaded, message, stderr } = await openAlone(url);
    expect(loaded).toEqual(expected);
    expect(stderr).toBe('');
    expect(message).not.toContain('hunter2');
  });
});

const url = process.env['SESSION_ADMIN_TEST_POSTGRES'] ?? '';

describe.skipIf(url === '' && !process.env['CI'])('a working connection', () => {
  it.each([
    'SESSION_ADMIN_TEST_POSTGRES',
    'SESSION_ADMIN_TEST_MYSQL',
    'SESSION_ADMIN_TEST_MARIADB',
  ])('prints nothing and ends with its close (%s)', async (variable) => {
    const { message, lingeredMs, stderr } = await openAlone(process.env[variable] ?? '', {
      NODE_OPTIONS: '--trace-deprecation --trace-warnings',
      NODE_PENDING_DEPRECATION: '1',
    });
    expect(stderr).toBe('');
    expect(message ?? '').toMatch(/^$|there is no (?:session )?table|more than one session table/);
    // A connection that is left in the pool keeps a process for 10 s.
    expect(lingeredMs).toBeLessThan(5000);
  });
});
