import type { Storage } from '../../../database/storage.js';
import { ok, skipped, warn, type Check, type ExamineBounds, type Finding } from '../contract.js';
import { counted, share, size, span } from '../words.js';

const dayMs = 86_400_000;

/** Whether deleted sessions still take their place. */
export const storage: Check = {
  name: 'storage',
  run: async ({ database, table, clock }, bounds) => {
    if (table.isView) return skipped('it is a view: it takes no place of its own');
    const told = await database.dialect.storage(database, table.table);
    return (
      deadRows(told, clock.now(), bounds) ??
      freeSpace(told, bounds) ??
      longLog(told, bounds) ??
      (told.bytes === null
        ? skipped('the database does not tell what the table takes')
        : ok(`${size(told.bytes)} on disk, little of it dead`))
    );
  },
};

/** Soon after a purge there are many: what is cleared away by itself, and has been today, is left alone. */
function deadRows(told: Storage, now: Date, bounds: ExamineBounds): Finding | null {
  const { rows, deadRows: dead, lastVacuum, vacuumsItself, reclaim } = told;
  if (dead === null || dead < bounds.deadRows || dead < (rows ?? 0)) return null;
  const idleMs = lastVacuum === null ? Infinity : now.getTime() - lastVacuum.getTime();
  if (vacuumsItself !== false && idleMs < dayMs) return null;
  const last =
    lastVacuum === null ? 'it was never vacuumed' : `the last vacuum was ${span(idleMs)} ago`;
  const off = vacuumsItself === false ? ', and autovacuum is off' : '';
  return warn(
    `about ${counted(dead, 'dead row')}, ${share(dead, dead + (rows ?? 0))} of all: ${last}${off}`,
    reclaim,
  );
}

function freeSpace({ bytes, freeBytes, reclaim }: Storage, bounds: ExamineBounds): Finding | null {
  if (bytes === null || freeBytes === null) return null;
  if (freeBytes < bounds.freeBytes || freeBytes * 2 < bytes) return null;
  return warn(
    `${size(freeBytes)} of ${size(bytes)} (${share(freeBytes, bytes)}) is free space that deleted rows left`,
    reclaim,
  );
}

function longLog({ logBytes, shortenLog }: Storage, bounds: ExamineBounds): Finding | null {
  if (logBytes === null || logBytes < bounds.logBytes) return null;
  return warn(
    `the write-ahead log beside the file has ${size(logBytes)}: a reader that never ends keeps it from being written back`,
    shortenLog,
  );
}
