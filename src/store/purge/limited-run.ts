import { monotonic } from '../../clock.js';
import type { Batch } from '../../database/purge/contract.js';
import { isAborted } from '../../errors.js';
import type { Target } from '../target.js';
import type { PurgeOptions } from './options.js';
import type { Stayed } from './windows.js';

/** One purge under way, of rows or of cells: its limits, and what has come of its batches so far. */
export abstract class LimitedRun {
  deleted = 0;
  batches = 0;
  /** A limit ended it before the last expired session. */
  endedEarly = false;
  /** It ended in the middle of a statement. */
  brokenOff = false;
  /** Rows that stay, as far as it has met them. */
  readonly stayed: Stayed = { refused: 0, reasons: new Set(), kept: 0 };
  readonly #started: number;

  constructor(
    readonly target: Target,
    readonly cutoff: Date,
    readonly options: PurgeOptions,
  ) {
    this.#started = monotonic(target.clock);
  }

  /** Deletes, until nothing is left or it must end; what is broken off then is no failure. */
  async start(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      if (!isAborted(error)) throw error;
      this.endedEarly = true;
      this.brokenOff = true;
    }
  }

  /** Looks again at what went a hasty way, and so learns why rows stay. */
  abstract lookAgain(plain: boolean): Promise<void>;

  protected abstract work(): Promise<void>;

  protected mustEnd(): boolean {
    const { signal, limit = Infinity, maxDuration = Infinity } = this.options;
    if (signal?.aborted) return true;
    this.endedEarly =
      this.deleted >= limit || monotonic(this.target.clock) - this.#started >= maxDuration;
    return this.endedEarly;
  }

  protected async giveWay(gapMs: number): Promise<void> {
    const { signal, pause } = this.options;
    const ms = pause ?? gapMs;
    if (ms > 0) await this.target.clock.wait(ms, signal && { signal });
  }

  protected record({ rows, heldMs }: Pick<Batch, 'rows' | 'heldMs'>): void {
    if (rows === 0) return;
    this.deleted += rows;
    this.batches++;
    this.options.onBatch?.({ rows, heldMs, deleted: this.deleted, batches: this.batches });
  }
}
