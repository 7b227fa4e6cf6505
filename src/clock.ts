import { setTimeout as sleep } from 'node:timers/promises';

/** Where the time comes from. Injected, so that tests and replays need not sleep. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only ever go forward, whatever is done to the time of day: for how long something took. */
  monotonic?(): number;
  /**
   * Resolves after so many milliseconds, or as soon as the signal fires. With `background` the wait
   * alone does not keep the process alive.
   */
  wait(ms: number, options?: { signal?: AbortSignal; background?: boolean }): Promise<void>;
}

/** Node's timers fire at once when asked for more. */
const longestTimerMs = 2 ** 31 - 1;

/** Milliseconds that only grow. To ask `performance` for them would load much that nothing else needs. */
export function elapsed(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** The same by a clock that may tell no more than the time of day. */
export const monotonic = (clock: Clock): number => clock.monotonic?.() ?? elapsed();

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: elapsed,
  wait: async (ms, { signal, background = false } = {}) => {
    for (let left = ms; left > 0 && !signal?.aborted; left -= longestTimerMs) {
      const options = { ref: !background, ...(signal && { signal }) };
      await sleep(Math.min(left, longestTimerMs), undefined, options).catch(() => undefined);
    }
  },
};

/** What doubles no further: no interval is longer. */
const mostDoublings = 20;

/** Returns how long to wait after so many failures in a row: jittered, and doubled with each. */
export const backOffMs = (failures: number, firstMs: number): number =>
  firstMs * 2 ** Math.min(failures - 1, mostDoublings) * (0.75 + Math.random() / 2);
