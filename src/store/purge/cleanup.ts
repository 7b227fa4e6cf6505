import { backOffMs, type Clock } from '../../clock.js';
import type { PurgeResult } from './purge.js';

export interface CleanupOptions {
  /** Milliseconds from the end of one run to the start of the next. */
  interval: number;
  /** Spreads each interval by up to this share either way, 0 to 1. Default is `0`. */
  jitter?: number;
  /** Run at once, before the first interval. Default is `false`, as in gormstore. */
  immediate?: boolean;
  onRun?: (result: PurgeResult) => void;
  /** Called with what a run threw; it is tried again, sooner than an interval at first. */
  onError?: (error: unknown) => void;
  /** Called before each wait with the instant of the next run. */
  onWait?: (next: Date) => void;
}

/** After a failed run the next comes so much later, doubled with each further failure. */
const firstRetryMs = 1000;

/**
 * Runs a purge every interval until it is stopped: gormstore's `startCleanup`.
 *
 * The interval is measured from the end of a run, so runs never overlap; waiting never keeps the
 * process alive. After a failure it tries again with a jittered back-off, an interval at the most.
 */
export class Cleanup {
  readonly #stopping = new AbortController();
  readonly #options: CleanupOptions;
  readonly #clock: Clock;
  readonly #done: Promise<void>;
  /** Failed runs since the last good one. */
  #failures = 0;

  constructor(
    purge: (signal: AbortSignal) => Promise<PurgeResult>,
    clock: Clock,
    options: CleanupOptions,
  ) {
    checkInterval(options.interval);
    this.#options = options;
    this.#clock = clock;
    this.#done = this.#loop(purge);
  }

  /** Ends the cleanup, after the batch in hand where a purge is running. May be called again. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#done;
  }

  async #loop(purge: (signal: AbortSignal) => Promise<PurgeResult>): Promise<void> {
    const { signal } = this.#stopping;
    if (!this.#options.immediate) await this.#wait();
    while (!signal.aborted) {
      await this.#run(purge, signal);
      await this.#wait();
    }
  }

  async #run(
    purge: (signal: AbortSignal) => Promise<PurgeResult>,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const result = await purge(signal);
      this.#failures = 0;
      this.#options.onRun?.(result);
    } catch (error) {
      this.#failures++;
      this.#options.onError?.(error);
    }
  }

  async #wait(): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    const ms = this.#nextWait();
    this.#options.onWait?.(new Date(this.#clock.now().getTime() + ms));
    await this.#clock.wait(ms, { signal, background: true });
  }

  #nextWait(): number {
    const { interval, jitter = 0 } = this.#options;
    if (this.#failures === 0) return interval * (1 + jitter * (2 * Math.random() - 1));
    return Math.min(interval, backOffMs(this.#failures, firstRetryMs));
  }
}

/** Throws a RangeError for an interval that no timer can keep. */
export function checkInterval(interval: number): void {
  if (!Number.isFinite(interval) || interval < 0) {
    throw new RangeError('the cleanup interval must be a finite number of milliseconds, 0 or more');
  }
}
