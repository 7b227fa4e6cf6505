import type { BatchPace } from '../../database/purge/contract.js';

/** Fewer rows than this cost more in statements than they save in waiting. */
const fewestRows = 50;

/**
 * Chooses the size of the next batch by how long the last one took, so that its locks stay short
 * whatever the disk and the table are like. A fixed size stays as it is.
 */
export class Pace {
  #size: number;
  readonly #fixed: boolean;
  readonly #pace: BatchPace;

  constructor(pace: BatchPace, fixed?: number) {
    this.#pace = pace;
    this.#fixed = fixed !== undefined;
    this.#size = fixed ?? pace.firstRows;
  }

  get size(): number {
    return this.#size;
  }

  /** Learns from a batch of `rows` that held its locks for so long. */
  learn(rows: number, heldMs: number): void {
    if (this.#fixed || rows < this.#size / 2) return;
    const { targetMs, mostRows } = this.#pace;
    // At most half as much again: a fast batch may just have met a warm cache.
    const wanted = this.#size * Math.min(1.5, targetMs / Math.max(heldMs, 1));
    this.#size = Math.round(Math.min(mostRows, Math.max(fewestRows, wanted)));
  }
}
