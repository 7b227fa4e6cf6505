import { isUtf8 } from 'node:buffer';
import type { Statement } from '../database/contract.js';
import type { Database } from '../database/database.js';
import type { Runner } from '../database/held.js';
import { SessionAdminError } from '../errors.js';
import { payloadKind } from '../layouts/payload-kind.js';
import { refuseView } from './guard.js';
import { Binds } from './sql.js';
import type { Target } from './target.js';
import { columnsOf, type Written } from './written.js';

/** One session to store. */
export interface Entry {
  /** The key of its row. */
  token: string;
  /** The payload as it will be stored; null for none. */
  data: Uint8Array | null;
  /** When it runs out; null for never, where the column takes NULL. */
  expiry: Date | null;
  /** Whose it is, where the table has a column for that. Default is what stands there, or nobody. */
  user?: string | null;
}

export type Entries = AsyncIterable<Entry> | Iterable<Entry>;

export interface ImportOptions {
  /** Stops it with an error `ABORTED`: then nothing was stored. */
  signal?: AbortSignal;
  /** Called after each chunk with the number of entries so far. */
  onProgress?: (stored: number) => void;
}

/** Rows of one statement when many are stored: enough to amortise it, few enough to stay small. */
const chunkRows = 1000;
const chunkBytes = 1024 * 1024;

/** Adds or replaces one session, in one statement where a unique index tells which it is. */
export async function commitSession(target: Target, entry: Entry): Promise<void> {
  checkEntry(target, entry);
  const { database, table } = target;
  if (!table.layout.key.unique) {
    await database.retryTransaction((run) => writeOne(run, target, entry));
    return;
  }
  const columns = columnsOf(target, entry.user !== undefined);
  await database.change(insertion(target, columns, entry, replacing(target, columns)));
}

/** Replaces the row that is there, or adds one. */
async function writeOne(run: Runner, target: Target, entry: Entry): Promise<void> {
  const { table } = target;
  const columns = columnsOf(target, entry.user !== undefined);
  const isIt = (binds: Binds): string => table.key.holds([entry.token], binds.add);
  const look = new Binds();
  const rows = await run.select<object>({
    sql: `SELECT 1 AS found FROM ${table.sql.table} WHERE ${isIt(look)} LIMIT 1`,
    bind: look.values,
  });
  if (rows.length === 0) {
    await run.change(insertion(target, columns, entry, ''));
    return;
  }
  const binds = new Binds();
  const places = columns
    .filter(({ replace }) => replace)
    .map((column) => `${column.name} = ${placed(column, entry, binds)}`);
  await run.change({
    sql: `UPDATE ${table.sql.table} SET ${places.join(', ')} WHERE ${isIt(binds)}`,
    bind: binds.values,
  });
}

function insertion(
  { table }: Target,
  columns: readonly Written[],
  entry: Entry,
  tail: string,
): Statement {
  const binds = new Binds();
  const values = columns.map((column) => placed(column, entry, binds));
  return {
    sql: `INSERT INTO ${table.sql.table} (${names(columns)}) VALUES (${values.join(', ')}) ${tail}`,
    bind: binds.values,
  };
}

/** The place of a column's value in a statement. */
function placed({ kind, value, write }: Written, entry: Entry, binds: Binds): string {
  const given = value(entry);
  return write(binds.add(kind === 'bytes' ? asBlob(given) : asText(given)));
}

/** Adds or replaces many sessions in one transaction: all of them or none. Gives how many entries it took. */
export async function importSessions(
  target: Target,
  entries: (here: Database) => Entries,
  options: ImportOptions = {},
): Promise<number> {
  return target.database.transaction(async (run, here) => {
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
      writing = writeAll(run, target, all).then(() => options.onProgress?.(count));
      // It may fail before anybody waits for it.
      writing.catch(() => undefined);
    };
    try {
      for await (const entry of entries(here)) {
        if (options.signal?.aborted)
          throw new SessionAdminError('ABORTED', 'stopped: nothing was stored');
        checkEntry(target, entry);
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
  }, target.database.dialect.beforeImport);
}

/** Writes entries, those that name a user apart: the others' users stay as they are. */
async function writeAll(run: Runner, target: Target, all: readonly Entry[]): Promise<void> {
  const isNamed = ({ user }: Entry): boolean => user !== undefined;
  await writeChunk(
    run,
    target,
    all.filter((entry) => !isNamed(entry)),
    false,
  );
  await writeChunk(run, target, all.filter(isNamed), true);
}

async function writeChunk(
  run: Runner,
  target: Target,
  chunk: readonly Entry[],
  withUser: boolean,
): Promise<void> {
  if (chunk.length === 0) return;
  if (!target.table.layout.key.unique) {
    for (const entry of chunk) await writeOne(run, target, entry);
    return;
  }
  const { database, table } = target;
  const columns = columnsOf(target, withUser);
  const pieces: Buffer[] = [];
  let end = 1;
  const rows = chunk.map((entry) =>
    columns.flatMap(({ kind, value }) => {
      const given = value(entry);
      if (kind === 'text') return [asText(given)];
      const piece = asBlob(given);
      if (piece === null) return [null, null];
      const from = end;
      end += piece.length;
      pieces.push(piece);
      return [from, piece.length];
    }),
  );
  const binds = new Binds();
  const packed = binds.add(JSON.stringify(rows));
  // A value that no statement asks for is refused.
  const hasBytes = columns.some(({ kind }) => kind === 'bytes');
  const bytesOf = hasBytes ? binds.add(Buffer.concat(pieces)) : '';
  await run.change({
    sql: `INSERT INTO ${table.sql.table} (${names(columns)})
      ${database.dialect.unpackRows(packed, bytesOf, columns)}
      ${replacing(target, columns)}`,
    bind: binds.values,
  });
}

const names = (columns: readonly Written[]): string => columns.map(({ name }) => name).join(', ');

const replacing = ({ database, table }: Target, columns: readonly Written[]): string =>
  database.dialect.onConflictReplace(
    table.sql.token,
    columns.filter(({ replace }) => replace).map(({ name }) => name),
  );

function checkEntry({ table, database }: Target, { token, data, expiry }: Entry): void {
  refuseView(table);
  if (token === '') throw new SessionAdminError('INVALID_ARGUMENT', 'the token is empty');
  if (expiry && Number.isNaN(expiry.getTime()))
    throw new RangeError('the expiry is an invalid Date');
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

type Given = string | number | Uint8Array | null;

const asBlob = (data: Given): Buffer | null =>
  data instanceof Uint8Array ? Buffer.from(data.buffer, data.byteOffset, data.length) : null;

const asText = (value: Given): string | number | null =>
  value instanceof Uint8Array ? (asBlob(value)?.toString() ?? null) : value;
