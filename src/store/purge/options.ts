import type { TrustOptions } from '../guard/trust.js';
import type { Keep } from '../save/contract.js';

export interface PurgeOptions extends TrustOptions {
  /** Count only; delete nothing. Default is `false`. */
  dryRun?: boolean;
  /** Keep sessions until they have been expired for so many milliseconds. Default is `0`. */
  grace?: number;
  /**
   * Rows a batch, each batch its own transaction; `all` takes one statement. By default the size
   * follows how long batches take.
   */
  batchSize?: number | 'all';
  /** Milliseconds between batches; by default what the database needs to let others in. */
  pause?: number;
  /** End after so many rows. */
  limit?: number;
  /**
   * End after so many milliseconds, at the end of a batch; a statement that has not ended a second
   * later is broken off.
   */
  maxDuration?: number;
  /** Ends the purge after the batch in hand. */
  signal?: AbortSignal;
  /** Called after each batch that deleted something. */
  onBatch?: (progress: PurgeProgress) => void;
  /** Gets the sessions of each batch, whole, before they go: what it cannot keep stays. */
  keep?: Keep;
}

export interface PurgeProgress {
  /** Rows of this batch. */
  rows: number;
  /** Rows so far. */
  deleted: number;
  /** Batches so far. */
  batches: number;
  /** How long this batch held its locks, in milliseconds. */
  heldMs: number;
}
