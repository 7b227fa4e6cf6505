import type { PurgeProgress, PurgeResult } from '../../index.js';

/** What a watch has done since it began. */
export interface Tally {
  runs: number;
  failed: number;
  deleted: number;
  /** How far the run in hand, or the one that just ended, has come; null before its first batch. */
  inHand: PurgeProgress | null;
  lastRun: Date | null;
  lastSuccess: Date | null;
  lastDurationMs: number | null;
  /** Expired sessions that the last good run left; null where it did not say. */
  left: number | null;
  /** What the last runs have deleted, the latest last; null for one that failed. */
  recent: readonly (number | null)[];
}

const mostRecent = 60;

export const newTally = (): Tally => ({
  runs: 0,
  failed: 0,
  deleted: 0,
  inHand: null,
  lastRun: null,
  lastSuccess: null,
  lastDurationMs: null,
  left: null,
  recent: [],
});

/** Batches are counted as they come: what a failed run had deleted is deleted all the same. */
export function countBatch(tally: Tally, progress: PurgeProgress): void {
  tally.deleted += progress.rows;
  tally.inHand = progress;
}

export function countRun(tally: Tally, now: Date, result: PurgeResult): void {
  tally.runs++;
  tally.lastRun = now;
  tally.lastSuccess = now;
  tally.lastDurationMs = result.durationMs;
  tally.left = result.remaining;
  remember(tally, result.deleted);
}

export function countFailure(tally: Tally, now: Date): void {
  tally.runs++;
  tally.failed++;
  tally.lastRun = now;
  remember(tally, null);
}

function remember(tally: Tally, deleted: number | null): void {
  tally.recent = [...tally.recent, deleted].slice(-mostRecent);
}
