/** What one batch did. */
export interface Batch {
  /** Expired rows that it had in hand. */
  found: number;
  /** Rows of them that it deleted. */
  rows: number;
  /** How long it held its locks, in milliseconds. */
  heldMs: number;
  /** Nothing is left behind it. */
  done: boolean;
}

/**
 * One way to find what has expired in a stretch of instants, and to delete it.
 *
 * Edge rules for every way:
 * - Each batch is a transaction of its own, and looks at each row's expiry again as it deletes.
 * - A batch deletes at most `size` rows, and locks none for longer than it takes.
 */
export interface Batcher {
  next(size: number): Promise<Batch>;
}
