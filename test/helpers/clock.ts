import type { Clock } from '../../src/index.js';

/**
 * A clock that stands still until it is moved. A background wait ends when the clock has come that
 * far; a pause between two batches, which nobody moves the clock for, ends at once.
 */
export class TestClock implements Clock {
  #now: number;
  /** How far it was moved, and waited for at once. */
  #passed = 0;
  readonly #waiting = new Set<{ until: number; wake: () => void }>();

  constructor(now: Date | string = '2020-01-01T00:00:00.000Z') {
    this.#now = new Date(now).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonic(): number {
    return this.#passed;
  }

  wait(
    ms: number,
    { signal, background = false }: { signal?: AbortSignal; background?: boolean } = {},
  ): Promise<void> {
    if (!background && ms > 0) this.#passed += ms;
    if (ms <= 0 || !background || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(entry);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const entry = { until: this.#now + ms, wake };
      this.#waiting.add(entry);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves the clock and wakes whoever has waited long enough, then lets them act. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    this.#passed += ms;
    for (const entry of [...this.#waiting]) {
      if (entry.until > this.#now) continue;
      this.#waiting.delete(entry);
      entry.wake();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** How many waits are under way. */
  get waiting(): number {
    return this.#waiting.size;
  }
}

/** An instant so many milliseconds after the clock's. */
export const later = (clock: Clock, ms: number): Date => new Date(clock.now().getTime() + ms);
