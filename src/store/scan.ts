import type { Session } from '../session.js';
import { needsPayload, needsRows, passes, sqlConditions, type SessionFilter } from './filter.js';
import { pagesByExpiry, pagesByKey } from './pages.js';
import { toSession, type RowOptions } from './row.js';
import { Binds, whereClause } from './sql.js';
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
 * No lock and no snapshot is held between pages: a session that is added or removed meanwhile may or
 * may not be seen; every other one is seen exactly once.
 */
export async function* scan(
  target: Target,
  now: Date,
  options: ScanOptions,
): AsyncGenerator<Session[], void> {
  const decode = (options.decode ?? true) || needsPayload(options, target);
  const limit = options.limit ?? Infinity;
  // Where only decoding can tell who passes, a page may hold none: then the limit says nothing.
  const pageSize = Math.min(
    options.pageSize ?? defaultPageSize,
    needsRows(options, target) ? Infinity : Math.max(limit, 1),
  );
  const pageOptions = { ...options, decode, pageSize };
  const pages =
    options.sort === 'expiry'
      ? pagesByExpiry(target, now, pageOptions)
      : pagesByKey(target, now, options.sort ?? 'cheapest', pageOptions);
  let given = 0;
  for await (const rows of pages) {
    const sessions: Session[] = [];
    for (const row of rows) {
      if (given + sessions.length >= limit) break;
      const session = toSession(row, target, now, pageOptions);
      if (passes(session, options)) sessions.push(session);
    }
    given += sessions.length;
    if (sessions.length > 0) yield sessions;
    if (given >= limit) return;
  }
}

/** Counts the sessions that a filter lets pass; in the database, unless payloads must be read. */
export async function countSessions(
  target: Target,
  now: Date,
  options: ScanOptions,
): Promise<number> {
  if (needsRows(options, target)) {
    let found = 0;
    const decode = needsPayload(options, target);
    for await (const page of scan(target, now, { ...options, decode })) found += page.length;
    return found;
  }
  const { database, table } = target;
  const binds = new Binds();
  const conditions = sqlConditions(options, target, now, binds);
  const [row] = await database.select<{ n: number | string }>({
    sql: `SELECT count(*) AS n FROM ${table.sql.table} ${whereClause(conditions)}`,
    bind: binds.values,
  });
  return Math.min(Number(row?.n ?? 0), options.limit ?? Infinity);
}
