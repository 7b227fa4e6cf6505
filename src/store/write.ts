import type { Runner } from '../database/database.js';
import { SessionAdminError } from '../errors.js';
import { Binds } from './sql.js';
import type { Target } from './target.js';

/** One session to store. */
export interface Entry {
  token: string;
  /** The payload as it will be stored; null for none. */
  data: Uint8Array | null;
  /** When it runs out; null for never, where the column takes NULL. */
  expiry: Date | null;
}

/** Rows of one statement when many are stored: enough to amortise it, few enough to stay small. */
const chunkRows = 500;
const chunkBytes = 4 * 1024 * 1024;

/** Adds or replaces one session in one statement; both columns are always written. */
export async function commitSession({ database, table }: Target, entry: Entry): Promise<void> {
  checkEntry(entry);
  const { sql, expiry } = table;
  const binds = new Binds();
  await database.change({
    sql: `INSERT INTO ${sql.table} (${sql.token}, ${sql.data}, ${sql.expiry})
      VALUES (${binds.add(entry.token)}, ${binds.add(asBlob(entry.data))}, ${expiry.write(binds.add(expiry.value(entry.expiry)))})
      ${database.dialect.onConflictReplace(sql.token, [sql.data, sql.expiry])}`,
    bind: binds.values,
  });
}

/** Adds or replaces many sessions in one transaction: all of them or none. Gives how many entries it took. */
export async function importSessions(
  target: Target,
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  options: { signal?: AbortSignal; onProgress?: (stored: number) => void } = {},
): Promise<number> {
  return target.database.transaction(async (run) => {
    let stored = 0;
    let bytes = 0;
    // A later line for a token replaces an earlier one, within a chunk as across chunks.
    let chunk = new Map<string, Entry>();
    const flush = async (): Promise<void> => {
      if (chunk.size > 0) await writeChunk(run, target, [...chunk.values()]);
      chunk = new Map();
      bytes = 0;
      options.onProgress?.(stored);
    };
    for await (const entry of entries) {
      if (options.signal?.aborted)
        throw new SessionAdminError('ABORTED', 'stopped: nothing was stored');
      checkEntry(entry);
      chunk.set(entry.token, entry);
      stored++;
      bytes += entry.data?.length ?? 0;
      if (chunk.size >= chunkRows || bytes >= chunkBytes) await flush();
    }
    await flush();
    return stored;
  });
}

async function writeChunk(
  run: Runner,
  { database, table }: Target,
  chunk: readonly Entry[],
): Promise<void> {
  const { sql, expiry } = table;
  const rows = chunk.map(({ token, data, expiry: at }) => [
    token,
    data && Buffer.from(data.buffer, data.byteOffset, data.length).toString('hex'),
    expiry.value(at),
  ]);
  await run.change({
    sql: `INSERT INTO ${sql.table} (${sql.token}, ${sql.data}, ${sql.expiry})
      ${database.dialect.unpackRows('$1', (value) => expiry.write(value))}
      ${database.dialect.onConflictReplace(sql.token, [sql.data, sql.expiry])}`,
    bind: [JSON.stringify(rows)],
  });
}

function checkEntry({ token, expiry }: Entry): void {
  if (token === '') throw new SessionAdminError('INVALID_ARGUMENT', 'the token is empty');
  if (expiry && Number.isNaN(expiry.getTime()))
    throw new RangeError('the expiry is an invalid Date');
}

const asBlob = (data: Uint8Array | null): Buffer | null =>
  data && Buffer.from(data.buffer, data.byteOffset, data.length);
