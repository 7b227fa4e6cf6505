import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SessionAdminError } from '../errors.js';

/** How each package manager gets the driver and its binary; npm for want of another. */
const advice = {
  pnpm: '`pnpm add sqlite3`, then `pnpm approve-builds`',
  yarn: '`yarn add sqlite3`',
  bun: '`bun add sqlite3`, then `bun pm trust sqlite3`',
  npm: '`npm install sqlite3`, or `npm rebuild sqlite3` where it is installed (npm 11 and later: `npm install-scripts approve sqlite3` first)',
};

type Manager = keyof typeof advice;

/** What each leaves in the folder that it installs into. */
const traces: readonly (readonly [path: string, manager: Manager])[] = [
  ['node_modules/.pnpm', 'pnpm'],
  ['node_modules/.yarn-integrity', 'yarn'],
  ['node_modules/.yarn-state.yml', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** The package manager that installed a file, as the folder around the outermost `node_modules` tells. */
export function managerOf(path: string): Manager {
  const [root = '', ...inside] = path.split(/[\\/]node_modules[\\/]/);
  if (inside.length === 0) return 'npm';
  return traces.find(([trace]) => existsSync(join(root, trace)))?.[1] ?? 'npm';
}

/**
 * SQLite's driver, which is an optional dependency. Throws `DATABASE_REFUSED`, with what to do, where
 * it is not there, or its binary is not.
 */
export async function sqliteDriver() {
  const { default: sqlite3 } = await import('sqlite3').catch((cause: unknown) => {
    throw new SessionAdminError(
      'DATABASE_REFUSED',
      `the SQLite driver is not installed, or has no binary for this system: ${advice[managerOf(import.meta.dirname)]}`,
      { cause },
    );
  });
  return sqlite3;
}
