import type { Stretch } from '../../layouts/expiry/contract.js';
import type { Target } from '../target.js';
import { LockedKeys } from './locked-keys.js';
import { OneStatement } from './one-statement.js';
import { Windows } from './windows.js';

/** What one batch did. */
export interface Batch {
  /** Rows deleted. */
  rows: number;
  /** How long it held its locks, in milliseconds. */
  heldMs: number;
  /** Nothing is left behind it. */
  done: boolean;
}

/**
 * One way to walk a stretch of the index on expiry and delete what has expired there.
 *
 * Edge rules for every way:
 * - Each batch is a transaction of its own, and looks at each row's expiry again as it deletes.
 * - A batch deletes at most `size` rows, and locks none for longer than it takes.
 */
export interface Batcher {
  next(size: number): Promise<Batch>;
}

/** Picks the way by what the dialect can do. */
export function createBatcher(target: Target, stretch: Stretch, cutoff: Date): Batcher {
  const { skipLocked, rowPlace } = target.database.dialect.batches;
  if (skipLocked && rowPlace !== null) return new OneStatement(target, stretch, cutoff, rowPlace);
  if (skipLocked) return new LockedKeys(target, stretch, cutoff);
  return new Windows(target, stretch, cutoff);
}
