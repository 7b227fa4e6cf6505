import { execFile } from 'node:child_process';
import { readdir, stat, utimes } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = join(root, 'dist/cli/start.cjs');
const bundler = join(root, '.ci/bundle.js');

/**
 * Builds the tool once before the tests, for those that run it as a process of its own.
 *
 * Types are checked elsewhere; a build that is as new as its sources is left as it is.
 */
export async function setup(): Promise<void> {
  const started = new Date();
  if ((await changedAt(entry)) >= (await newestSource())) return;
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  for (const step of [[tsc, '-p', 'src', '--noCheck'], [bundler]]) {
    await promisify(execFile)(process.execPath, step, { cwd: root });
  }
  // What changed while it was being built is newer than the build.
  await utimes(entry, started, started);
}

async function newestSource(): Promise<number> {
  const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = entries.map(({ parentPath, name }) => changedAt(join(parentPath, name)));
  return Math.max(...(await Promise.all([...files, changedAt(bundler)])));
}

const changedAt = async (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
