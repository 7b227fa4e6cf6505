import type { Runner } from '../database/database.js';
import { SessionAdminError } from '../errors.js';
import type { Session } from '../session.js';
import { Binds } from './bind.js';
import { needsPayload, passes, sqlConditions, type SessionFilter } from './filter.js';
import { selectList, toSession, type Row, type RowOptions } from './row.js';
import type { Target } from './target.js';

export interface ScanOptions extends SessionFilter, RowOptions {
  /** The order; by default the one that costs the database least. Sessions that never expire are last. */
  sort?: 'expiry' | 'token';
  /** End after so many sessions. */
  limit?: number;
  /** Rows to ask for at a time. Default is `2000`. */
  pageSize?: number;
  /** Stops the scan with an error `ABORTED`. */
  signal?: AbortSignal;
}

const defaultPageSize = 2000;

/**
 * Gives the sessions of a table, page by page, in memory that does not grow with the table.
 *
 * Each page is a query of its own, so no lock and no snapshot is held between pages: a session that
 * is added or removed meanwhile may or may not be seen; every other one is seen exactly once.
 */
export async function* scan(
  target: Target,
  now: Date,
  options: ScanOptions,
): AsyncGenerator<Session[], void> {
  const rowOptions = { ...options, decode: (options.decode ?? true) || needsPayload(options) };
  const limit = options.limit ?? Infinity;
  // Where only decoding can tell who passes, a page may hold none: then the limit says nothing.
  const pageSize = Math.min(
    options.pageSize ?? defaultPageSize,
    needsPayload(options) ? Infinity : Math.max(limit, 1),
  );
  let given = 0;
  for await (const rows of pages(target, now, { ...options, ...rowOptions, pageSize })) {
    const sessions: Session[] = [];
    for (const row of rows) {
      if (given + sessions.length >= limit) break;
      const session = toSession(row, target, now, rowOptions);
      if (passes(session, options)) sessions.push(session);
    }
    given += sessions.length;
    if (sessions.length > 0) yield sessions;
    if (given >= limit) return;
  }
}

type PageOptions = ScanOptions & { pageSize: number };

async function* pages(
  target: Target,
  now: Date,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  if (options.sort === 'expiry') {
    yield* pagesByExpiry(target, now, options);
    return;
  }
  const key = options.sort === 'token' ? table.sql.token : table.sql.pageKey;
  let last: unknown;
  for (let first = true; ; first = false) {
    refuseAborted(options.signal);
    const binds = new Binds();
    const conditions = sqlConditions(options, table, now, binds);
    // A NULL key sorts first and compares with nothing, so only the first page can hold it.
    if (!first) conditions.push(`${key} > ${binds.add(last)}`);
    const rows = await database.select<Row>({
      sql: `SELECT ${selectList(target, options)} FROM ${table.sql.table}
        ${whereClause(conditions)} ORDER BY ${key} LIMIT ${options.pageSize}`,
      bind: binds.values,
    });
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    if (rows.length < options.pageSize) return;
    last = options.sort === 'token' ? end.token : end.key;
  }
}

/**
 * The column's own order is not that of its instants (text with offsets, mixed forms), and sorting
 * anew for each page would be quadratic: so the keys are sorted once, into a temporary table, which
 * SQLite keeps out of the database's file.
 */
async function* pagesByExpiry(
  target: Target,
  now: Date,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const held = await database.hold();
  const order = `temp.${database.dialect.quote('session_admin_order')}`;
  try {
    const binds = new Binds();
    const conditions = sqlConditions(options, table, now, binds);
    const millis = table.expiry.millis(table.sql.expiry);
    // Names that no session table has, and no rowid: the columns of both stand side by side below.
    await held.execute(
      `CREATE TABLE ${order} (sa_place INTEGER PRIMARY KEY, sa_key) WITHOUT ROWID`,
    );
    const by = `${millis} IS NULL, ${millis}, ${table.sql.pageKey}`;
    await held.change({
      sql: `INSERT INTO ${order} SELECT row_number() OVER (ORDER BY ${by}), ${table.sql.pageKey}
        FROM ${table.sql.table} ${whereClause(conditions)}`,
      bind: binds.values,
    });
    yield* inOrder(held, target, order, options);
  } finally {
    await held.execute(`DROP TABLE IF EXISTS ${order}`).catch(() => undefined);
    held.release();
  }
}

async function* inOrder(
  runner: Runner,
  target: Target,
  order: string,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  const { table } = target;
  for (let place = 0; ; place += options.pageSize) {
    refuseAborted(options.signal);
    const rows = await runner.select<Row>({
      sql: `SELECT ${selectList(target, options)}
        FROM ${order} CROSS JOIN ${table.sql.table} ON ${table.sql.table}.${table.sql.pageKey} = sa_key
        WHERE sa_place > $1 AND sa_place <= $2 ORDER BY sa_place`,
      bind: [place, place + options.pageSize],
    });
    if (rows.length > 0) yield rows;
    const [more] = await runner.select({
      sql: `SELECT 1 FROM ${order} WHERE sa_place > $1 LIMIT 1`,
      bind: [place + options.pageSize],
    });
    if (!more) return;
  }
}

/** Counts the sessions that a filter lets pass; in the database, unless payloads must be read. */
export async function countSessions(
  target: Target,
  now: Date,
  options: ScanOptions,
): Promise<number> {
  const { database, table } = target;
  if (needsPayload(options)) {
    let found = 0;
    for await (const page of scan(target, now, options)) found += page.length;
    return found;
  }
  const binds = new Binds();
  const conditions = sqlConditions(options, table, now, binds);
  const [row] = await database.select<{ n: number | string }>({
    sql: `SELECT count(*) AS n FROM ${table.sql.table} ${whereClause(conditions)}`,
    bind: binds.values,
  });
  return Math.min(Number(row?.n ?? 0), options.limit ?? Infinity);
}

export const whereClause = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';

export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SessionAdminError('ABORTED', 'the scan was stopped');
}
