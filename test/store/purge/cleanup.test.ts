import { Sequelize } from 'sequelize';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SequelizeStore, type CleanupOptions, type PurgeResult } from '../../../src/index.js';
import { Cleanup } from '../../../src/store/purge/cleanup.js';
import { later, TestClock } from '../../helpers/clock.js';

const minute = 60_000;
const result: PurgeResult = {
  deleted: 0,
  batches: 0,
  durationMs: 0,
  remaining: 0,
  left: null,
  cutoff: new Date(0),
  skewMs: 0,
  dryRun: false,
  interrupted: false,
  uncounted: null,
  brokenOff: false,
};

/** A cleanup whose runs end when the test says so. */
function start(options: Partial<CleanupOptions> = {}) {
  const clock = new TestClock();
  const waits: number[] = [];
  const runs: { end(): void; fail(error: Error): void; signal: AbortSignal }[] = [];
  const purge = (signal: AbortSignal) =>
    new Promise<PurgeResult>((resolve, reject) => {
      runs.push({ end: () => resolve(result), fail: reject, signal });
    });
  const cleanup = new Cleanup(purge, clock, {
    interval: 5 * minute,
    onWait: (next) => waits.push(next.getTime() - clock.now().getTime()),
    ...options,
  });
  const settle = () => clock.advance(0);
  return { clock, waits, runs, cleanup, settle };
}

describe('the timer', () => {
  test('the first run comes one interval after the start, or at once', async () => {
    const { clock, runs } = start();
    await clock.advance(5 * minute - 1);
    expect(runs).toHaveLength(0);
    await clock.advance(1);
    expect(runs).toHaveLength(1);
    expect(start({ immediate: true }).runs).toHaveLength(1);
  });

  test('runs never overlap: the interval counts from the end of one', async () => {
    const { clock, runs, settle } = start({ immediate: true });
    await clock.advance(60 * minute);
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await settle();
    await clock.advance(5 * minute - 1);
    expect(runs).toHaveLength(1);
    await clock.advance(1);
    expect(runs).toHaveLength(2);
  });

  test('jitter spreads the intervals both ways and no further', async () => {
    const { clock, runs, waits, settle } = start({ jitter: 0.2, immediate: true });
    for (let i = 0; i < 200; i++) {
      runs.at(-1)?.end();
      await settle();
      await clock.advance(6 * minute);
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(4 * minute);
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * minute);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(minute);
  });

  test('a failed run is tried again with a back-off that ends at the interval', async () => {
    const errors: unknown[] = [];
    const { clock, runs, waits, settle } = start({
      immediate: true,
      onError: (e) => errors.push(e),
    });
    for (let i = 0; i < 12; i++) {
      runs.at(-1)?.fail(new Error(`${i}`));
      await settle();
      await clock.advance(5 * minute);
    }
    expect(errors).toHaveLength(12);
    for (const [i, wait] of waits.slice(0, 8).entries()) {
      expect(wait).toBeGreaterThanOrEqual(750 * 2 ** i);
      expect(wait).toBeLessThanOrEqual(1250 * 2 ** i);
    }
    expect(waits.at(-1)).toBe(5 * minute);
    runs.at(-1)?.end();
    await settle();
    expect(waits.at(-1)).toBe(5 * minute);
  });

  test('stopping ends a wait at once, and waits for a run in hand', async () => {
    const waiting = start();
    await waiting.cleanup.stop();
    await waiting.cleanup.stop();
    const running = start({ immediate: true });
    let stopped = false;
    const stop = running.cleanup.stop().then(() => (stopped = true));
    await running.settle();
    expect(running.runs[0]?.signal.aborted).toBe(true);
    expect(stopped).toBe(false);
    running.runs[0]?.end();
    await stop;
    await running.clock.advance(60 * minute);
    expect(running.runs).toHaveLength(1);
  });

  test.each([-1, NaN, Infinity])('an interval of %d is refused', async (interval) => {
    expect(() => start({ interval })).toThrow(RangeError);
    const opening = SequelizeStore.open('sqlite::memory:', { cleanupInterval: interval });
    await expect(opening).rejects.toThrow(RangeError);
  });
});

describe('a store with a cleanup', () => {
  test('a read-only one has none, and refuses to be given one', async () => {
    const opening = SequelizeStore.open('sqlite::memory:', {
      readOnly: true,
      cleanupInterval: 1000,
    });
    await expect(opening).rejects.toThrow(RangeError);
  });

  test('what a cleanup throws reaches the callback, and the next run comes all the same', async () => {
    const clock = new TestClock();
    const errors: unknown[] = [];
    const store = await SequelizeStore.open('sqlite::memory:', {
      clock,
      create: true,
      cleanupInterval: minute,
      onCleanupError: (error) => errors.push(error),
    });
    await store.close();
    const memory = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
    const again = await SequelizeStore.open(memory, { clock, create: true });
    onTestFinished(async () => {
      await again.close();
      await memory.close();
    });
    await memory.query('ALTER TABLE sessions RENAME TO away');
    again.startCleanup({ interval: minute, onError: (error) => errors.push(error) });
    await clock.advance(minute);
    await expect.poll(() => errors.length).toBe(1);
    expect(errors[0]).toMatchObject({ code: 'TABLE_MISSING' });
    await memory.query('ALTER TABLE away RENAME TO sessions');
    await again.commit({ token: 't', data: Buffer.from('x'), expiry: later(clock, -1) });
    await clock.advance(minute);
    await expect.poll(() => again.count({ state: 'all' })).toBe(0);
  });

  test('memory stays flat over a thousand runs', async () => {
    const clock = new TestClock();
    const store = await SequelizeStore.open('sqlite::memory:', { clock, create: true });
    onTestFinished(() => store.close());
    let runs = 0;
    store.startCleanup({ interval: minute, jitter: 0.1, onRun: () => runs++ });
    const until = async (count: number): Promise<void> => {
      while (runs < count) await clock.advance(2 * minute);
    };
    await until(300);
    const before = heapUsed();
    await until(1300);
    expect(clock.waiting).toBeLessThanOrEqual(1);
    // Less than a kilobyte a run.
    expect(heapUsed() - before).toBeLessThan(1000 * 1024);
  }, 120_000);
});

function heapUsed(): number {
  if (!globalThis.gc) throw new Error('run the tests with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
