import { refuseDoubtfulExpiry } from '../expiry-guard.js';
import { refuseUnprovenNow } from '../guard.js';
import type { Target } from '../target.js';
import { cutoffOf } from './cutoff.js';
import { unknownRest, whatIsLeft, type Left } from './left.js';
import type { PurgeOptions } from './options.js';
import { PurgeRun } from './run.js';

export interface PurgeResult {
  deleted: number;
  batches: number;
  durationMs: number;
  /**
   * Expired sessions that are left; null where that is not known: after an interrupted run, and
   * where row level security may hide some.
   */
  remaining: number | null;
  /** Why some are left; null where none are, or where it is not known how many. */
  left: Left | null;
  /** Sessions whose expiry is before this instant are expired, by this machine's clock and the database's. */
  cutoff: Date;
  /** The database's clock less this machine's, in milliseconds; 0 where it is the same clock. */
  skewMs: number;
  dryRun: boolean;
  /** The signal ended it early. */
  interrupted: boolean;
}

/** Deletes the expired sessions, in batches that each look again at what they delete. */
export async function purgeExpired(
  target: Target,
  options: PurgeOptions = {},
): Promise<PurgeResult> {
  checkOptions(options);
  const started = performance.now();
  const { at: cutoff, skewMs } = await cutoffOf(target, options.grace ?? 0);
  const gone = target.table.layout.expiry.purged(cutoff, target.table.dialect);
  await refuseUnprovenNow(target);
  await refuseDoubtfulExpiry(target, gone, options, options.grace);
  const run = new PurgeRun(inTime(target, options), gone, options);
  if (!options.dryRun) await run.start();
  const wasAborted = (): boolean => options.signal?.aborted ?? false;
  const { remaining, left } = wasAborted() ? unknownRest : await whatIsLeft(target, gone, run);
  // Interrupted while it looked at what is left: then that is not known.
  const interrupted = wasAborted();
  return {
    deleted: run.deleted,
    batches: run.batches,
    ...(interrupted ? unknownRest : { remaining, left }),
    cutoff,
    skewMs,
    dryRun: options.dryRun ?? false,
    interrupted,
    durationMs: Math.round(performance.now() - started),
  };
}

/** A statement in hand at the end of the time gets so long to end by itself, as a healthy one does. */
const graceMs = 1000;

/** The target, which is waited for no longer than the purge may last. */
function inTime(target: Target, { maxDuration = Infinity, signal }: PurgeOptions): Target {
  const deadline = performance.now() + maxDuration + graceMs;
  const database = target.database.within({ deadline, ...(signal && { signal }) });
  return { ...target, database };
}

function checkOptions({ grace, batchSize, pause, limit, maxDuration }: PurgeOptions): void {
  for (const [name, value] of Object.entries({ grace, pause, maxDuration })) {
    if (value !== undefined && !(value >= 0)) throw new RangeError(`${name} must be 0 ms or more`);
  }
  for (const [name, value] of Object.entries({ batchSize, limit })) {
    if (value === undefined || value === 'all') continue;
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number from 1`);
  }
}
