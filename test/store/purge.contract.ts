import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { Clock, Entry, SequelizeStore } from '../../src/index.js';

/** Opens a store on one and the same table, as often as it is asked. */
export type OpenAgain = (clock: Clock) => Promise<SequelizeStore>;

const hour = 3_600_000;
const payload = Buffer.from('{}');

const entries = (count: number, expiry: Date, prefix = 't'): Entry[] =>
  Array.from({ length: count }, (_, i) => ({ token: `${prefix}${i}`, data: payload, expiry }));

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  for (let i = left.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [left[i], left[j]] = [left[j] as T, left[i] as T];
  }
  return left;
}

/** What a purge owes to whoever else uses the table; `fresh` empties it. */
export function purgeContract(open: OpenAgain, fresh: () => Promise<void>, tries = 100_000): void {
  test(`a session renewed while it is being purged survives, in ${tries} tries`, async () => {
    await fresh();
    const [purger, application] = [await open(systemClock), await open(systemClock)];
    const past = new Date(Date.now() - hour);
    const future = new Date(Date.now() + hour);
    await application.import(entries(tries, past));
    const stop = new AbortController();
    const purging = (async () => {
      while (!stop.signal.aborted) await purger.purge({ batchSize: 200, pause: 1 });
    })();
    const renewals = shuffled(entries(tries, future));
    for (let i = 0; i < renewals.length; i += 500) {
      await application.import(renewals.slice(i, i + 500));
    }
    stop.abort();
    await purging;
    expect(await application.count()).toBe(tries);
    expect(await application.count({ state: 'expired' })).toBe(0);
  }, 180_000);

  test('purgers share the work: every expired row goes once, and is counted once', async () => {
    await fresh();
    const stores = await Promise.all([1, 2, 3, 4].map(() => open(systemClock)));
    const [first] = stores;
    await first?.import(entries(8000, new Date(Date.now() - hour)));
    await first?.import(entries(500, new Date(Date.now() + hour), 'alive'));
    const results = await Promise.all(stores.map((s) => s.purge({ batchSize: 100, pause: 0 })));
    expect(results.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(8000);
    expect(await first?.count({ state: 'all' })).toBe(500);
  });

  test('sessions added and renewed during a purge are left alone', async () => {
    await fresh();
    const store = await open(systemClock);
    await store.import(entries(2000, new Date(Date.now() - hour)));
    let added = 0;
    const adding: Promise<void>[] = [];
    const result = await store.purge({
      batchSize: 100,
      onBatch: () =>
        adding.push(
          store.commit({
            token: `new${added++}`,
            data: payload,
            expiry: new Date(Date.now() + hour),
          }),
        ),
    });
    await Promise.all(adding);
    expect(result.deleted).toBe(2000);
    expect(await store.count({ state: 'all' })).toBe(added);
  });
}

/** What only a server can show: it has a clock of its own. */
export function twoClocksContract(open: OpenAgain, fresh: () => Promise<void>): void {
  const fast: Clock = { ...systemClock, now: () => new Date(Date.now() + hour) };
  const slow: Clock = { ...systemClock, now: () => new Date(Date.now() - hour) };

  test('a clock that is an hour fast deletes nothing alive, and the difference is told', async () => {
    await fresh();
    const store = await open(fast);
    await store.commit({
      token: 'half an hour left',
      data: payload,
      expiry: new Date(Date.now() + hour / 2),
    });
    await store.commit({
      token: 'gone for a while',
      data: payload,
      expiry: new Date(Date.now() - hour / 2),
    });
    const result = await store.purge();
    expect(result.deleted).toBe(1);
    expect(result.skewMs).toBeLessThan(-hour + 60_000);
    expect((await store.get('half an hour left'))?.token).toBe('half an hour left');
  });

  test('a clock that is an hour slow keeps what it thinks alive', async () => {
    await fresh();
    const store = await open(slow);
    await store.commit({
      token: 'half an hour ago',
      data: payload,
      expiry: new Date(Date.now() - hour / 2),
    });
    await store.commit({
      token: 'two hours ago',
      data: payload,
      expiry: new Date(Date.now() - 2 * hour),
    });
    const result = await store.purge();
    expect(result.deleted).toBe(1);
    expect(result.skewMs).toBeGreaterThan(hour - 60_000);
  });
}
