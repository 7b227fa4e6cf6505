import { setTimeout as sleep } from 'node:timers/promises';

/** Where the time comes from. Injected, so that tests and replays need not sleep. */
export interface Clock {
  now(): Date;
  /**
   * Resolves after so many milliseconds, or as soon as the signal fires. With `background` the wait
   * alone does not keep the process alive.
   */
  wait(ms: number, options?: { signal?: AbortSignal; background?: boolean }): Promise<void>;
}

/** Node's timers fire at once when asked for more. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  wait: async (ms, { signal, background = false } = {}) => {
    for (let left = ms; left > 0 && !signal?.aborted; left -= longestTimerMs) {
      const options = { ref: !background, ...(signal && { signal }) };
      await sleep(Math.min(left, longestTimerMs), undefined, options).catch(() => undefined);
    }
  },
};
