import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Dialect } from '../contract.js';
import type { DataFile } from '../standing.js';
import type { Runner } from '../statement.js';

/** The path of the file that is open, as SQLite has it; empty for a database in memory. */
export async function pathOf(run: Runner): Promise<string> {
  const [row] = await run.select<{ file: string | null }>({
    sql: `SELECT file FROM pragma_database_list WHERE name = 'main'`,
  });
  return row?.file ?? '';
}

/** What SQLite keeps beside its file: each has pages of it. */
const endings = ['', '-wal', '-shm', '-journal'];

export const sqliteFiles: Dialect['files'] = async (run) => {
  const path = await pathOf(run);
  // Windows has no modes.
  if (path === '' || process.platform === 'win32') return [];
  return endings.flatMap((ending) => asOthersHave(`${path}${ending}`) ?? []);
};

function asOthersHave(path: string): DataFile | null {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return null;
  const others = mode & 0o007;
  const may = (others & 0o002) > 0 ? 'write' : (others & 0o004) > 0 ? 'read' : 'nothing';
  const close = `chmod o= ${shellWord(path)}`;
  return { path, forOthers: isWithinReach(path) ? may : 'nothing', close };
}

/** Whether everybody may pass through all folders above a file. */
function isWithinReach(path: string): boolean {
  for (let folder = dirname(realpathSync(path)); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether this user may write a path; on a file system that takes no writes nobody may. */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A path as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
