import { Binds, whereClause } from '../../database/statement.js';
import {
  decidedOn,
  goesByExpiry,
  passingByName,
  sqlConditions,
  type SessionFilter,
} from '../filter.js';
import { refuseDoubtfulExpiry } from '../guard/expiry.js';
import { refuseUntoldZone } from '../guard/process-zone.js';
import type { TrustOptions } from '../guard/trust.js';
import { cutoffOf } from '../purge/cutoff.js';
import { pageKeyOf, type PageKey } from '../read/page-key.js';
import { matching, passingRow, readMatching, readOptions } from '../read/scan.js';
import type { Row } from '../row-columns.js';
import type { Target } from '../target.js';
import { endingBy, toEnd, type Ending } from './removal.js';
import { batchRows, removeWhere, until, type RemoveOptions, type RemoveResult } from './rows.js';
import { elapsed } from '../../clock.js';

/** How often a session that is written over and over is decided upon again. */
const mostTries = 4;

/**
 * Deletes the sessions that a filter lets pass, in batches, by their rows' own keys. What was decided
 * is asked again in the statement that deletes: by its condition, or where only decoding decides, by
 * a digest of what was decoded. So a session that was renewed meanwhile survives, and one that was
 * merely written again is looked at again.
 */
export async function removeMatching(
  target: Target,
  filter: SessionFilter,
  { signal, onProgress, keep, ...trust }: RemoveOptions = {},
): Promise<RemoveResult> {
  const now = await momentOf(target, filter, trust);
  const options = {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(keep && { keep }),
  };
  if (target.table.layout.cell !== null) return inCells(target, filter, now, options);
  const result: RemoveResult = { matched: 0, deleted: 0, renewed: 0 };
  // Where no key tells the rows apart they are counted off, while others of them go.
  const { unique } = await pageKeyOf(target);
  for (let before = -1, left = 0; result.deleted > before;) {
    before = result.deleted;
    left = await onePass(until(target, signal), filter, now, options, result);
    result.matched = result.deleted + result.renewed + left;
    if (unique) break;
  }
  return result;
}

/** The same of sessions that share cells. */
async function inCells(
  target: Target,
  filter: SessionFilter,
  now: Date,
  options: RemoveOptions,
): Promise<RemoveResult> {
  const named = await tokensByName(target, filter, now);
  const { removeMatchingFromCells, passesByEnd } = await import('../cells/remove.js');
  const reading = {
    ...(await readOptions(target, { ...filter, ...nothing })),
    pageSize: batchRows,
  };
  const passing = passingRow(target, now, reading);
  const passes = (row: Row): boolean => {
    const found = passing(row);
    if (found === null || !passesByEnd(found.session, filter)) return false;
    return named === null || named.has(found.session.token);
  };
  return removeMatchingFromCells(target, reading, passes, options);
}

/** The sessions that pass by what their users are called; null where the filter does not ask for that. */
async function tokensByName(
  target: Target,
  filter: SessionFilter,
  now: Date,
): Promise<ReadonlySet<string> | null> {
  if (passingByName(filter, target) === null) return null;
  const tokens = new Set<string>();
  for await (const page of matching(target, now, { ...filter, ...nothing }))
    for (const { session } of page) tokens.add(session.token);
  return tokens;
}

/** All that a deletion wants to read of a session, besides what its filter asks for. */
const nothing = { decode: false, facts: false, columns: [] };

/**
 * When a filter's sessions are looked at: now, or, where their expiry decides and is to be believed,
 * the instant before which both clocks say that they have expired.
 */
async function momentOf(target: Target, filter: SessionFilter, trust: TrustOptions): Promise<Date> {
  if (!goesByExpiry(filter, target.table)) return target.clock.now();
  const { at } = await cutoffOf(target, 0);
  const { layout, dialect } = target.table;
  const edge = layout.expiry.expired(at, dialect);
  await refuseDoubtfulExpiry(target, edge, trust);
  await refuseUntoldZone(target, edge, trust);
  return at;
}

/** Returns how many sessions that match were left. */
async function onePass(
  target: Target,
  filter: SessionFilter,
  now: Date,
  { signal, onProgress, keep }: RemoveOptions,
  result: RemoveResult,
): Promise<number> {
  const { dialect } = target.database;
  const key = await pageKeyOf(target);
  const decided = decidedOn(filter, target);
  const mark = decided.length > 0 ? dialect.digest(decided) : null;
  const scanOptions = { ...filter, ...nothing, pageSize: batchRows, mark };
  let left = 0;
  const went = (rows: number): void => {
    result.deleted += rows;
    result.matched = result.deleted + result.renewed + left;
    onProgress?.({ ...result });
  };
  const ending = endingBy(filter, target.table);
  const account = { result, went, ending, ...(signal && { signal }), ...(keep && { keep }) };
  for await (const found of matching(target, now, { ...scanOptions, ...(signal && { signal }) })) {
    const started = elapsed();
    let pending = found.map(({ row }) => row);
    for (let tries = 0; pending.length > 0 && tries < mostTries; tries++) {
      const again = (rows: readonly Row[], binds: Binds): string[] => [
        key.isOneOf(rows, binds),
        ...sqlConditions(filter, target, now, binds),
        ...(mark === null
          ? []
          : [`${mark} IN (${rows.map((row) => binds.add(row.mark)).join(', ')})`]),
      ];
      const deleted = await removeWhere(target, pending, again, account);
      if (deleted >= pending.length) {
        pending = [];
        break;
      }
      const binds = new Binds();
      const keys = key.isOneOf(pending, binds);
      const still = await readMatching(target, now, scanOptions, [keys], binds);
      const missed = pending.length - deleted - still.length;
      if (missed > 0)
        result.renewed += Math.min(
          missed,
          (await there(target, key, pending, ending)) - still.length,
        );
      pending = still.map(({ row }) => row);
      if (result.refused) break;
    }
    left += pending.length;
    result.matched = result.deleted + result.renewed + left;
    onProgress?.({ ...result });
    await target.clock.wait(dialect.batches.gap(elapsed() - started), signal && { signal });
  }
  return left;
}

async function there(
  target: Target,
  key: PageKey,
  rows: readonly Row[],
  ending: Ending,
): Promise<number> {
  const binds = new Binds();
  const [row] = await target.database.select<{ n: number | string }>({
    sql: `SELECT count(*) AS n FROM ${target.table.sql.table}
      ${whereClause([...toEnd(target.table, ending), key.isOneOf(rows, binds)])}`,
    bind: binds.values,
  });
  return Number(row?.n ?? 0);
}
