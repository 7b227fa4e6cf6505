import { isUtf8 } from 'node:buffer';
import type { Database } from '../../database/database.js';
import type { Runner } from '../../database/statement.js';
import { refuseAborted, SessionAdminError } from '../../errors.js';
import { payloadKind } from './columns.js';
import type { Entries, Entry } from './entry.js';
import { refuseAdding } from '../guard/read-only.js';
import { refuseView } from '../guard/layout.js';
import { RowWriter } from './row-writer.js';
import type { Target } from '../target.js';

export interface ImportOptions {
  /** Stops it with an error `ABORTED`: then nothing was stored. */
  signal?: AbortSignal;
  /** Called after each chunk with the number of entries so far. */
  onProgress?: (stored: number) => void;
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
  entries: (here: Database, check: (entry: Entry) => void) => Entries,
  options: ImportOptions = {},
): Promise<number> {
  refuseAdding(target);
  const writer = await RowWriter.of(target);
  const check = (entry: Entry): void => {
    checkEntry(target, entry);
    writer.check(entry);
  };
  const work = async (run: Runner, here: Database): Promise<number> => {
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
      writing = writer.write(run, all).then(() => options.onProgress?.(count));
      // It may fail before anybody waits for it.
      writing.catch(() => undefined);
    };
    try {
      for await (const entry of entries(here, check)) {
        refuseAborted(options.signal, 'stopped: nothing was stored');
        check(entry);
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
  return target.database.transaction(
    (run, here) => writer.alone(run, () => work(run, here)),
    target.database.dialect.beforeImport,
  );
}

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
