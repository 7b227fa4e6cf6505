import { isUtf8 } from 'node:buffer';
import type { Database } from '../../database/database.js';
import type { Runner } from '../../database/statement.js';
import { refuseAborted, SessionAdminError } from '../../errors.js';
import { payloadKind } from './columns.js';
import type { Entries, Entry } from './entry.js';
import { refuseAdding } from '../guard/read-only.js';
import { refuseView } from '../guard/layout.js';
import type { Restored, SavedEntry } from '../save/restore.js';
import { RowWriter } from './row-writer.js';
import type { Target } from '../target.js';

export interface ImportOptions {
  /** Stops it with an error `ABORTED`: then nothing was stored. */
  signal?: AbortSignal;
  /** Called after each chunk with the number of entries so far. */
  onProgress?: (stored: number) => void;
  /** Called at the end with what became of sessions that had been saved. */
  onRestored?: (restored: Restored) => void;
}

/** Rows of one statement when many are stored: enough to amortise it, few enough to stay small. */
const chunkRows = 1000;
const chunkBytes = 1024 * 1024;

/** Adds or replaces one session. */
export async function commitSession(target: Target, entry: Entry): Promise<void> {
  refuseAdding(target);
  checkEntry(target, entry);
  await (await RowWriter.of(target)).store(entry);
}

/** Adds or replaces many sessions in one transaction: all of them or none. Gives how many entries it took. */
export async function importSessions(
  target: Target,
  entries: (here: Database, check: Check) => Entries,
  options: ImportOptions = {},
): Promise<number> {
  refuseView(target.table);
  const writer = await RowWriter.of(target);
  let restoring: Promise<Restoring> | undefined;
  const work = async (run: Runner, here: Database): Promise<number> => {
    const restorer = (): Promise<Restoring> =>
      (restoring ??= restorerOf({ ...target, database: here }));
    const check: Check = (entry) => {
      // What was a session of the table's goes back whatever else may not be added.
      if (isSaved(entry)) return restorer().then((one) => one.check(entry));
      refuseAdding(target);
      checkEntry(target, entry);
      writer.check(entry);
      return undefined;
    };
    const write = async (all: readonly Entry[]): Promise<void> => {
      await writer.write(
        run,
        all.filter((entry) => !isSaved(entry)),
      );
      const saved = all.filter(isSaved);
      if (saved.length > 0) await (await restorer()).write(run, saved);
    };
    let stored = 0;
    let bytes = 0;
    // A later line for a token replaces an earlier one, within a chunk as across chunks.
    let chunk = new Map<string, Entry>();
    let writing = Promise.resolve();
    const flush = async (): Promise<void> => {
      await writing;
      const [all, count] = [[...chunk.values()], stored];
      chunk = new Map();
      bytes = 0;
      writing = write(all).then(() => options.onProgress?.(count));
      // It may fail before anybody waits for it.
      writing.catch(() => undefined);
    };
    try {
      for await (const entry of entries(here, check)) {
        refuseAborted(options.signal, 'stopped: nothing was stored');
        await check(entry);
        chunk.set(entry.token, entry);
        stored++;
        bytes += entry.data?.length ?? 0;
        // The next entries are read while these are written.
        if (chunk.size >= chunkRows || bytes >= chunkBytes) await flush();
      }
      await flush();
    } finally {
      // Nothing may run on the connection when the transaction ends.
      await writing.catch(() => undefined);
    }
    await writing;
    return stored;
  };
  const stored = await target.database.transaction(
    (run, here) => writer.alone(run, () => work(run, here)),
    target.database.dialect.beforeImport,
  );
  if (restoring) options.onRestored?.((await restoring).restored);
  return stored;
}

/** Throws, now or soon, where a value does not fit its column. */
export type Check = (entry: Entry) => void | Promise<void>;

/** What puts saved sessions back. */
interface Restoring {
  readonly restored: Restored;
  check(entry: SavedEntry): void;
  write(run: Runner, entries: readonly SavedEntry[]): Promise<void>;
}

async function restorerOf(target: Target): Promise<Restoring> {
  if (target.table.layout.cell === null) {
    const { Restorer } = await import('../save/restore.js');
    return Restorer.of(target);
  }
  const { CellRestorer } = await import('../save/restore-cells.js');
  return CellRestorer.of(target);
}

const isSaved = (entry: Entry): entry is SavedEntry => entry.saved !== undefined;

function checkEntry({ table, database }: Target, entry: Entry): void {
  const { token, data, expiry, created, lastSeen } = entry;
  refuseView(table);
  if (token === '') throw new SessionAdminError('INVALID_ARGUMENT', 'the token is empty');
  for (const [name, at] of Object.entries({ 'the expiry': expiry, created, lastSeen })) {
    if (at && Number.isNaN(at.getTime())) throw new RangeError(`${name} is an invalid Date`);
  }
  if (data !== null && data.length > 0 && table.data === null) {
    throw new SessionAdminError(
      'PAYLOAD_UNENCODABLE',
      `the table ${table.table.name} has no column for a payload: leave it out`,
    );
  }
  if (data && table.data && payloadKind(table, database.dialect) === 'text' && !isUtf8(data)) {
    throw new SessionAdminError(
      'PAYLOAD_UNENCODABLE',
      `the column ${table.data.name} holds text, and the payload is not UTF-8`,
    );
  }
}
