import { mkdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

interface Place {
  root: string | undefined;
  names: readonly string[];
}

const ours = 'session-admin';

/**
 * The folder for compiled code, made where it is missing; undefined where there is none that is this
 * user's alone, or where `NODE_DISABLE_COMPILE_CACHE` is set.
 *
 * What lies in it is run: so every folder on the way, from the home folder on, must belong to the
 * user that we run as, and nobody else may write to it. Under sudo with the caller's HOME, that is
 * not so.
 *
 * Source: XDG Base Directory Specification.
 */
export function ownFolder(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (env['NODE_DISABLE_COMPILE_CACHE']) return undefined;
  const { root, names } = place(env, platform);
  if (root === undefined || !isAbsolute(root)) return undefined;
  try {
    let path = root;
    if (!isOurs(path)) return undefined;
    for (const name of names) {
      path = join(path, name);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      if (!isOurs(path)) return undefined;
    }
    return path;
  } catch {
    return undefined;
  }
}

function place(env: Environment, platform: NodeJS.Platform): Place {
  if (env['XDG_CACHE_HOME']) return { root: env['XDG_CACHE_HOME'], names: [ours] };
  switch (platform) {
    case 'win32':
      return { root: env['LOCALAPPDATA'], names: [ours] };
    case 'darwin':
      return { root: env['HOME'], names: ['Library', 'Caches', ours] };
    default:
      return { root: env['HOME'], names: ['.cache', ours] };
  }
}

/** Where there are no user ids, on Windows, a user's folders are closed to others from the start. */
function isOurs(path: string): boolean {
  const found = statSync(path);
  const writableByOthers = 0o022;
  return (
    found.isDirectory() &&
    (process.getuid === undefined ||
      (found.uid === process.getuid() && (found.mode & writableByOthers) === 0))
  );
}
