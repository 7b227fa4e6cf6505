import { realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { escapeText } from '../output/escape.js';
import { UsageError } from '../usage.js';

const writableByOthers = 0o022;
const readableByOthers = 0o004;
const passableByOthers = 0o001;
/** In such a folder only a file's owner may replace it. */
const sticky = 0o1000;

/**
 * Refuses a file that anybody but this user or root may write, put another in the place of, or has
 * made: it says which database is changed, and which program is run. Every folder on the way counts.
 *
 * Where there are no user ids, on Windows, a user's folders are closed to others from the start.
 * Throws a UsageError that begins with `what`, and ends with what mends it.
 */
export function refuseWritten(what: string, path: string, file: Stats): void {
  if (process.getuid === undefined) return;
  refuseOne(what, path, file, false);
  for (const folder of foldersOf(path)) refuseOne(what, folder, statSync(folder), true);
}

function refuseOne(what: string, path: string, { uid, mode }: Stats, isFolder: boolean): void {
  const shown = escapeText(path);
  if (uid !== process.getuid?.() && uid !== 0) {
    throw new UsageError(`${what}: ${shown} belongs to another user, so it is not trusted`);
  }
  if ((mode & writableByOthers) === 0 || (isFolder && (mode & sticky) !== 0)) return;
  throw new UsageError(
    `${what}: others may write ${shown}, so it is not trusted: chmod go-w ${shown}`,
  );
}

/** Whether others on this machine can read a file of this mode. */
export const isReadByOthers = (path: string, { mode }: Stats): boolean =>
  process.getuid !== undefined &&
  (mode & readableByOthers) !== 0 &&
  foldersOf(path).every((folder) => (statSync(folder).mode & passableByOthers) !== 0);

/** The folders above a file, and above the one that it is a link to. */
function foldersOf(path: string): string[] {
  const folders = new Set<string>();
  for (const start of [path, realpathSync(path)]) {
    for (let folder = dirname(start); !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders];
}
