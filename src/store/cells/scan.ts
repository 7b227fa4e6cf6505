import { SessionAdminError } from '../../errors.js';
import type { Session } from '../../session.js';
import { sqlConditions, type SessionFilter } from '../filter.js';
import type { SortName } from '../read/order.js';
import type { PageOptions } from '../read/page-reader.js';
import type { Row } from '../row-columns.js';
import type { Target } from '../target.js';
import { cellPages, type Narrowing } from './pages.js';

/** What a scan of rows makes of each that its filter lets pass. */
interface Found {
  readonly row: Row;
  readonly session: Session;
}

export interface CellScan extends PageOptions {
  sort?: SortName | 'cheapest';
  limit?: number;
}

/**
 * Returns the sessions that stand in cells, many at a time; `passing` reads one, and gives null where
 * the filter does not let it pass. In an order they are all looked at before the first is given: in
 * memory that grows with the limit, or where there is none, with the sessions.
 */
export async function* scanCells(
  target: Target,
  options: CellScan,
  passing: (row: Row) => Found | null,
): AsyncGenerator<Found[], void> {
  const { sort = 'cheapest', limit = Infinity } = options;
  if (sort !== 'cheapest') {
    yield await firstOf(target, options, passing, byPlace(target, sort), limit);
    return;
  }
  let given = 0;
  for await (const found of passingPages(target, options, passing)) {
    const some = found.slice(0, limit - given);
    given += some.length;
    if (some.length > 0) yield some;
    if (given >= limit) return;
  }
}

async function* passingPages(
  target: Target,
  options: CellScan,
  passing: (row: Row) => Found | null,
): AsyncGenerator<Found[], void> {
  for await (const rows of cellPages(target, options, narrowingOf(target, options)))
    for (const { sessions } of rows) {
      const found = sessions.flatMap((row) => passing(row) ?? []);
      yield found.filter(({ session }) => passesByEnd(session, options));
    }
}

/** What the rows themselves tell of a filter, such as whose sessions are in them. */
export function narrowingOf(target: Target, filter: SessionFilter): Narrowing {
  const ofRows: SessionFilter = { ...filter, state: 'all' };
  // These each session tells by itself.
  delete ofRows.expiresBefore;
  delete ofRows.expiresAfter;
  delete ofRows.tokenPrefix;
  return (binds) => sqlConditions(ofRows, target, target.clock.now(), binds);
}

/** What of a filter the database decides where a column tells when a session runs out. */
export function passesByEnd(
  { state, expiry }: Session,
  { state: wanted = 'active', expiresBefore, expiresAfter }: SessionFilter,
): boolean {
  if ((wanted === 'active' || wanted === 'expired') && state !== wanted) return false;
  if (expiresBefore && !(expiry && expiry < expiresBefore)) return false;
  return !expiresAfter || (expiry !== null && expiry > expiresAfter);
}

/** The first so many in an order. */
async function firstOf(
  target: Target,
  options: CellScan,
  passing: (row: Row) => Found | null,
  order: (a: Found, b: Found) => number,
  limit: number,
): Promise<Found[]> {
  const kept: Found[] = [];
  for await (const found of passingPages(target, options, passing)) {
    kept.push(...found);
    if (kept.length > 2 * limit + spareRows) kept.sort(order).splice(limit);
  }
  return kept.sort(order).slice(0, limit);
}

const spareRows = 1000;

/** The order of a place in each session, then of the token; those that have no such thing are last. */
function byPlace({ table }: Target, sort: SortName): (a: Found, b: Found) => number {
  if ((sort === 'created' || sort === 'lastSeen') && table.facts[sort] === null) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `this table does not tell ${sort} of its sessions, so they cannot be sorted by it`,
    );
  }
  const place = ({ session }: Found): string | number | bigint | null => {
    const value = session[sort];
    if (value instanceof Date) return value.getTime();
    return sort === 'user' && value !== null && /^\d+$/.test(value) ? BigInt(value) : value;
  };
  return (a, b) => compare(place(a), place(b)) || compare(a.session.token, b.session.token);
}

type Place = string | number | bigint | null;

function compare(a: Place, b: Place): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  // Of users some may be numbers and some not.
  if (typeof a === 'string' || typeof b === 'string') return String(a) < String(b) ? -1 : 1;
  return a < b ? -1 : 1;
}
