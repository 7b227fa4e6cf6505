/** How long a batch may hold its locks, and how far its size may go to keep to that. */
const targetMs = 50;
const firstSize = 1000;
const smallest = 50;
const largest = 20_000;

/**
 * Chooses the size of the next batch by how long the last one took, so that its locks stay short
 * whatever the disk and the table are like. A fixed size stays as it is.
 */
export class Pace {
  #size: number;
  readonly #fixed: boolean;

  constructor(fixed?: number) {
    this.#fixed = fixed !== undefined;
    this.#size = fixed ?? firstSize;
  }

  get size(): number {
    return this.#size;
  }

  /** Learns from a batch of `rows` that held its locks for so long. */
  learn(rows: number, heldMs: number): void {
    if (this.#fixed || rows < this.#size / 2) return;
    // At most doubled at a time: a fast batch may just have met a warm cache.
    const wanted = this.#size * Math.min(2, targetMs / Math.max(heldMs, 1));
    this.#size = Math.round(Math.min(largest, Math.max(smallest, wanted)));
  }
}
