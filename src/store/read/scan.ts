import { selectList } from '../../database/many-rows.js';
import type { Session } from '../../session.js';
import { refuseAborted } from '../../errors.js';
import { cellReader } from '../cells/open.js';
import {
  needsFacts,
  needsPayload,
  needsRows,
  passing,
  passingByName,
  sqlConditions,
  type SessionFilter,
} from '../filter.js';
import { nameForFilter } from '../people/naming.js';
import { orderOf, type SortName } from './order.js';
import { pageKeyOf } from './page-key.js';
import { pagesByKey, pagesInOrder } from './pages.js';
import { readAhead } from './read-ahead.js';
import { inTypedForm, plainReader } from '../row.js';
import { screenOf } from '../screen/screen.js';
import { traceFinder } from '../traced.js';
import {
  rowColumns,
  withDevices,
  type ReadOptions,
  type Row,
  type RowOptions,
} from '../row-columns.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Target } from '../target.js';

export interface ScanOptions extends SessionFilter, RowOptions {
  /**
   * The order, the earliest or the least first; by default the one that costs the database least.
   * Those that never expire, or have no such thing, are last. By a user, or by when a session was made
   * or seen, only where a column has it.
   */
  sort?: SortName;
  /** End after so many sessions. */
  limit?: number;
  /** Rows to ask for at a time. Default is `2000`. */
  pageSize?: number;
  /** Stops the scan with an error `ABORTED`. */
  signal?: AbortSignal;
}

const defaultPageSize = 2000;
/** Rows that are decoded at a time: what lives only shortly costs the least. */
const sliceRows = 250;

/** What is asked for within the library besides. */
export type MatchOptions = ScanOptions & Pick<ReadOptions, 'mark'>;

/** A session with the row that it was read from. */
export interface Matching {
  readonly row: Row;
  readonly session: Session;
}

/**
 * Returns the sessions of a table, many at a time, in memory that does not grow with the table.
 *
 * No lock and no snapshot is held between pages: a session that is added or removed meanwhile may or
 * may not be seen; every other one is seen exactly once.
 */
export async function* scan(
  target: Target,
  now: Date,
  options: ScanOptions,
): AsyncGenerator<Session[], void> {
  for await (const found of matching(target, now, options))
    yield found.map(({ session }) => session);
}

/** The same, with their rows. */
export async function* matching(
  target: Target,
  now: Date,
  options: MatchOptions,
): AsyncGenerator<Matching[], void> {
  const limit = options.limit ?? Infinity;
  // Where only decoding can tell who passes, a page may hold none: then the limit says nothing.
  const pageSize = Math.min(
    options.pageSize ?? defaultPageSize,
    needsRows(options, target) ? Infinity : Math.max(limit, 1),
  );
  const pageOptions = { ...(await readOptions(target, options)), pageSize };
  const { sort = 'cheapest' } = options;
  const screen = screenOf(target, options);
  const hasTraces = traceFinder(target, pageOptions);
  // Rows that are screened come without those that have no traces.
  const passes = passingRow(target, now, pageOptions, screen === null ? hasTraces : null);
  const byName = keptByName(options, target);
  // It is said of an empty table too that nobody's name is known.
  await byName?.([]);
  if (target.table.layout.cell !== null) {
    const { scanCells } = await import('../cells/scan.js');
    const most = byName === null ? limit : Infinity;
    const found = scanCells(target, { ...pageOptions, sort, limit: most }, passes);
    yield* firstOf(found, byName, limit);
    return;
  }
  const pages =
    sort === 'token' || sort === 'cheapest'
      ? pagesByKey(target, now, sort, pageOptions)
      : pagesInOrder(target, now, orderOf(target.table, sort), pageOptions);
  let given = 0;
  const looked = { rows: 0, passed: 0 };
  // One page that holds all there is to give has no next one.
  const ahead = limit <= pageSize ? pages : readAhead(pages);
  for await (const rows of screen === null
    ? ahead
    : (await import('../screen/screened.js')).screened(ahead, screen, hasTraces, looked)) {
    for (let start = 0; start < rows.length && given < limit; start += sliceRows) {
      refuseAborted(options.signal);
      const slice = rows.slice(start, start + sliceRows);
      const found = await passingOf(slice, passes, byName, limit - given);
      given += found.length;
      looked.passed += found.length;
      if (found.length > 0) yield found;
    }
    if (given >= limit) return;
  }
}

/**
 * Returns those of some rows that a filter still lets pass, read anew in one go; in a transaction
 * that `run` has, they are held to its end.
 */
export async function readMatching(
  target: Target,
  now: Date,
  options: MatchOptions,
  only: readonly string[],
  binds: Binds,
  run: Runner | null = null,
): Promise<Matching[]> {
  const { database, table } = target;
  const { dialect } = database;
  const key = await pageKeyOf(target);
  const all = await readOptions(target, options);
  const conditions = [...only, ...sqlConditions(options, target, now, binds)];
  const rows = await (run ?? database).select<Row>({
    sql: `SELECT ${selectList([...key.columns, ...rowColumns(target, all)], dialect)}
      FROM ${table.sql.table} ${whereClause(conditions)} ${run === null ? '' : dialect.lockRows}`,
    bind: binds.values,
  });
  return passingOf(rows, passingRow(target, now, all), keptByName(options, target), Infinity);
}

/** Keeps those of some sessions whose users are called as a filter says. */
type ByName = (found: readonly Matching[]) => Promise<Matching[]>;

/** Returns what does that; null where a filter does not ask for names. */
function keptByName(filter: SessionFilter, target: Target): ByName | null {
  const passes = passingByName(filter, target);
  if (passes === null) return null;
  return async (found) => {
    await nameForFilter(
      target.naming,
      found.map(({ session }) => session),
    );
    return found.filter(({ session }) => passes(session));
  };
}

/** The first so many rows that pass. */
async function passingOf(
  rows: readonly Row[],
  passes: (row: Row) => Matching | null,
  byName: ByName | null,
  most: number,
): Promise<Matching[]> {
  const found: Matching[] = [];
  for (const row of rows) {
    const one = passes(row);
    if (one !== null) found.push(one);
    if (byName === null && found.length >= most) break;
  }
  return byName === null ? found : (await byName(found)).slice(0, most);
}

/** The first so many of pages. */
async function* firstOf(
  pages: AsyncIterable<Matching[]>,
  byName: ByName | null,
  most: number,
): AsyncGenerator<Matching[], void> {
  let left = most;
  for await (const page of pages) {
    const found = byName === null ? page : (await byName(page)).slice(0, left);
    left -= found.length;
    if (found.length > 0) yield found;
    if (left <= 0) return;
  }
}

/** What must be read for a filter to decide. */
export async function readOptions<Options extends MatchOptions>(target: Target, options: Options) {
  const decode = (options.decode ?? true) || needsPayload(options, target);
  const columns = options.columns && [
    ...options.columns,
    ...(options.where ?? []).map(({ path }) => path),
  ];
  const facts = (options.facts ?? true) || needsFacts(options, target);
  const asksForDevice = options.where?.some(({ path }) => path === 'device') ?? false;
  const device = (options.device ?? false) || asksForDevice;
  return withDevices(target, { ...options, ...(columns && { columns }), decode, facts, device });
}

/** Reads a row, and gives null where the filter does not let it pass. */
export function passingRow(
  target: Target,
  now: Date,
  options: MatchOptions,
  hasTraces = traceFinder(target, options),
): (row: Row) => Matching | null {
  const plain = plainReader(target, options, now);
  const read = target.table.layout.cell === null ? plain : cellReader(plain);
  const { tokenPrefix } = options;
  const filter = {
    ...options,
    ...(tokenPrefix !== undefined && { tokenPrefix: target.table.key.prefix(tokenPrefix) }),
  };
  const passes = passing(filter, target);
  return (row) => {
    if (hasTraces !== null && !hasTraces(row)) return null;
    const session = read(row);
    if (!passes(session)) return null;
    return { row, session: options.typed ? inTypedForm(session, row, target) : session };
  };
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
    for await (const page of scan(target, now, { ...options, decode, columns: [], facts: false }))
      found += page.length;
    return found;
  }
  const { database, table } = target;
  const binds = new Binds();
  const conditions = sqlConditions(options, target, now, binds);
  const [row] = await database.select<{ n: number | string }>({
    sql: `SELECT count(*) AS n FROM ${table.sql.table} ${whereClause(conditions)}`,
    bind: binds.values,
    whole: true,
  });
  return Math.min(Number(row?.n ?? 0), options.limit ?? Infinity);
}
