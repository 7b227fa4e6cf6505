import { isAborted } from '../../errors.js';
import { purgedEdge } from '../expired.js';
import { refuseDoubtfulExpiry } from '../guard/expiry.js';
import { refuseUnprovenNow } from '../guard/layout.js';
import type { Target } from '../target.js';
import { cutoffOf, type Cutoff } from './cutoff.js';
import { unknownRest, whatIsLeft, type Left, type Rest, type Uncounted } from './left.js';
import type { PurgeOptions } from './options.js';
import type { LimitedRun } from './limited-run.js';
import { PurgeRun } from './run.js';
import { elapsed } from '../../clock.js';

export interface PurgeResult {
  deleted: number;
  batches: number;
  durationMs: number;
  /** Expired sessions that are left; null where that is not known: `uncounted` says why. */
  remaining: number | null;
  uncounted: Uncounted | null;
  /** Why some are left; null where none are, or where it is not known how many. */
  left: Left | null;
  /** Sessions whose expiry is before this instant are expired, by this machine's clock and the database's. */
  cutoff: Date;
  /** The database's clock less this machine's, in milliseconds; 0 where it is the same clock. */
  skewMs: number;
  dryRun: boolean;
  /** The signal ended it early. */
  interrupted: boolean;
  /** Its time was over in the middle of a statement, which was broken off. */
  brokenOff: boolean;
}

/** Deletes the expired sessions, in batches that each look again at what they delete. */
export async function purgeExpired(
  given: Target,
  options: PurgeOptions = {},
): Promise<PurgeResult> {
  checkOptions(options);
  const { grace = 0, dryRun = false, signal } = options;
  const started = elapsed();
  const target = inTime(given, options);
  const wasAborted = (): boolean => signal?.aborted ?? false;
  /** What it came to; `run` is null where it was broken off before it began. */
  const resultOf = (run: LimitedRun | null, cutoff: Cutoff, rest: Rest): PurgeResult => ({
    deleted: run?.deleted ?? 0,
    batches: run?.batches ?? 0,
    // Interrupted while it looked at what is left: then that is not known.
    ...(wasAborted() ? unknownRest('interrupted') : rest),
    cutoff: cutoff.at,
    skewMs: cutoff.skewMs,
    dryRun,
    interrupted: wasAborted(),
    brokenOff: !wasAborted() && (run?.brokenOff ?? true),
    durationMs: Math.round(elapsed() - started),
  });
  let cutoff: Cutoff = { at: new Date(given.clock.now().getTime() - grace), skewMs: 0 };
  let gone: Date;
  try {
    cutoff = await cutoffOf(target, grace);
    gone = purgedEdge(target.table, cutoff.at);
    await refuseUnprovenNow(target);
    await refuseDoubtfulExpiry(target, gone, options, grace);
  } catch (error) {
    if (!isAborted(error)) throw error;
    return resultOf(null, cutoff, unknownRest('time'));
  }
  const run = await newRun(target, gone, options);
  if (!dryRun) await run.start();
  const rest = wasAborted() ? unknownRest('interrupted') : await whatIsLeft(given, gone, run);
  return resultOf(run, cutoff, rest);
}

async function newRun(target: Target, cutoff: Date, options: PurgeOptions): Promise<LimitedRun> {
  if (target.table.layout.cell === null) return new PurgeRun(target, cutoff, options);
  const { CellRun } = await import('../cells/purge.js');
  return new CellRun(target, cutoff, options);
}

/** A statement in hand at the end of the time gets so long to end by itself, as a healthy one does. */
const graceMs = 1000;

/** The target, which is waited for no longer than the purge may last. */
function inTime(target: Target, { maxDuration = Infinity, signal }: PurgeOptions): Target {
  const deadline = elapsed() + maxDuration + graceMs;
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
