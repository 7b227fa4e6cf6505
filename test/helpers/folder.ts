import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

export interface Folder {
  /** The folder; a new one for each test. */
  readonly path: string;
  /** The path of a file in it, whether or not it is there. */
  file(name: string): string;
}

/** Gives each test of the file an empty folder, and takes it away afterwards. */
export function useFolder(): Folder {
  let path = '';
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'session-admin-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    file: (name) => join(path, name),
  };
}

/** The path of a fixture's file. Work on a copy. */
export const fixture = (name: string, file: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}/${file}`, import.meta.url));

/** Copies a fixture's database to a file that may be written to, and gives its path. */
export async function copyFixture(name: string, to: string): Promise<string> {
  await copyFile(fixture(name, 'sessions.sqlite'), to);
  await chmod(to, 0o644);
  return to;
}
