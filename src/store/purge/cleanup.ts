import type { Clock } from '../../clock.js';
import type { PurgeResult } from './purge.js';

export interface CleanupOptions {
  /** Milliseconds from the end of one run to the start of the next. */
  interval: number;
  /** Spreads each interval by up to this share either way, 0 to 1. Default is `0`. */
  jitter?: number;
  /** Run at once, before the first interval. Default is `false`, as in gormstore. */
  immediate?: boolean;
  onRun?: (result: PurgeResult) => void;
  /** Called with what a run threw; the next run comes all the same. */
  onError?: (error: unknown) => void;
  /** Called before each wait with the instant of the next run. */
  onWait?: (next: Date) => void;
}

/**
 * Runs a purge every interval until it is stopped: gormstore's `startCleanup`.
 *
 * The interval is measured from the end of a run, so runs never overlap; waiting never keeps the
 * process alive.
 */
export class Cleanup {
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(
    purge: (signal: AbortSignal) => Promise<PurgeResult>,
    clock: Clock,
    options: CleanupOptions,
  ) {
    checkInterval(options.interval);
    this.#done = this.#run(purge, clock, options);
  }

  /** Ends the cleanup, after the batch in hand where a purge is running. May be called again. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#done;
  }

  async #run(
    purge: (signal: AbortSignal) => Promise<PurgeResult>,
    clock: Clock,
    { interval, jitter = 0, immediate = false, onRun, onError, onWait }: CleanupOptions,
  ): Promise<void> {
    const { signal } = this.#stopping;
    for (let wait = !immediate; ; wait = true) {
      if (wait) {
        const ms = interval * (1 + jitter * (2 * Math.random() - 1));
        onWait?.(new Date(clock.now().getTime() + ms));
        await clock.wait(ms, { signal, background: true });
      }
      if (signal.aborted) return;
      try {
        const result = await purge(signal);
        onRun?.(result);
      } catch (error) {
        onError?.(error);
      }
    }
  }
}

/** Throws a RangeError for an interval that no timer can keep. */
export function checkInterval(interval: number): void {
  if (!Number.isFinite(interval) || interval < 0) {
    throw new RangeError('the cleanup interval must be a finite number of milliseconds, 0 or more');
  }
}
