import type { Column, TableName } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import { SessionAdminError } from '../../errors.js';
import type { Layout } from '../contract.js';
import type { LifetimeSetting } from '../rules.js';
import { firstOf, type Match } from './match.js';
import { lifetimeSetting } from './setting.js';

/** What says when a table's sessions end, and how much later they do. */
export interface Lifetimes {
  /** The column; null where sessions do not run out. */
  readonly expiry: Column | null;
  /** Milliseconds from what it says to the end. */
  readonly lifetimeMs: number;
  /** The application's setting that says them; null where none was asked. */
  readonly setting: LifetimeSetting | null;
  /** A second end, so many milliseconds after another column; null where there is none. */
  readonly limit: Limit | null;
}

export interface Limit {
  readonly column: Column;
  readonly lifetimeMs: number;
}

/** Finds them: by what the caller said of the last use in milliseconds, if anything, else by settings. */
export async function lifetimesOf(
  database: Database,
  match: Match,
  place: { readonly table: TableName; readonly columns: readonly Column[] },
  said: number | undefined,
): Promise<Lifetimes> {
  const { layout } = match;
  const { lifetimeFrom, lifetimeMs: usual, atMost } = layout.expiry;
  const found = { layout, table: place.table };
  const setting =
    said === undefined && lifetimeFrom
      ? await lifetimeSetting(database, found, lifetimeFrom, usual)
      : null;
  const lifetime = setting?.lifetimeMs ?? lifetimeOf(layout, said);
  const column = atMost && firstOf(place.columns, atMost.columns);
  const limiting =
    column && atMost.lifetimeFrom
      ? await lifetimeSetting(database, found, atMost.lifetimeFrom, atMost.lifetimeMs)
      : null;
  const atMostMs = limiting?.lifetimeMs ?? atMost?.lifetimeMs ?? Infinity;
  const limit = column && atMostMs < Infinity ? { column, lifetimeMs: atMostMs } : null;
  if (lifetime < Infinity && match.expiry !== null)
    return { expiry: match.expiry, lifetimeMs: lifetime, setting, limit };
  // Where the last use ends nothing, the other is the only end, unless that setting is not known.
  const isOnly = limit !== null && setting?.lifetimeMs !== null;
  return isOnly
    ? { expiry: limit.column, lifetimeMs: limit.lifetimeMs, setting: limiting, limit: null }
    : { expiry: null, lifetimeMs: 0, setting, limit: null };
}

/** Milliseconds; only where no column tells when a session runs out is there a choice. */
function lifetimeOf(layout: Layout, lifetime: number | undefined): number {
  const { title, name, expiry } = layout;
  if (lifetime === undefined) return expiry.lifetimeMs;
  const isOpen = expiry.lifetimeMs > 0 && expiry.lifetimeIn.length === 0;
  if (isOpen) return lifetime;
  if (movesWithUse(layout)) return expiry.lifetimeMs;
  if (name === 'custom') return lifetime;
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `${title} stores when each session runs out: leave the lifetime out`,
    { options: ['lifetime'] },
  );
}

/** Whether a lifetime says the last use alone, since the column says when a session runs out. */
export const movesWithUse = ({ facts, expiry }: Layout): boolean =>
  facts.lastUse !== null && expiry.lifetimeMs === 0;
