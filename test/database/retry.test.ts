import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { retrying } from '../../src/database/retry.js';
import { SequelizeStore, SessionAdminError, type ErrorCode } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { connect, describeServer, type Scratch } from '../helpers/servers.js';

describe('trying again', () => {
  const failTimes = (times: number, code: ErrorCode) => {
    const state = { calls: 0 };
    const work = (): Promise<string> => {
      state.calls++;
      return state.calls <= times
        ? Promise.reject(new SessionAdminError(code, 'busy'))
        : Promise.resolve('done');
    };
    return { state, work };
  };

  it('helps where the database is unavailable for a while', async () => {
    const { state, work } = failTimes(2, 'DATABASE_UNAVAILABLE');
    const clock = new TestClock();
    expect(await retrying(work, undefined, undefined, clock)).toBe('done');
    expect(state.calls).toBe(3);
    // 100 and 200 ms, give or take a quarter.
    expect(clock.monotonic()).toBeGreaterThanOrEqual(225);
    expect(clock.monotonic()).toBeLessThanOrEqual(375);
  });

  it('ends, sooner where the database has never answered', async () => {
    for (const [known, calls] of [
      [false, 4],
      [true, 6],
    ] as const) {
      const { state, work } = failTimes(100, 'DATABASE_UNAVAILABLE');
      await expect(retrying(work, () => known, undefined, new TestClock())).rejects.toMatchObject({
        message: 'busy',
      });
      expect(state.calls).toBe(calls);
    }
  });

  it('ends after half a minute, however few tries that were', async () => {
    const { state, work } = failTimes(100, 'DATABASE_UNAVAILABLE');
    const clock = new TestClock();
    const slow = async (): Promise<string> => {
      await clock.advance(20_000);
      return work();
    };
    await expect(retrying(slow, () => true, undefined, clock)).rejects.toThrow('busy');
    expect(state.calls).toBe(2);
  });

  it.each([
    'DATABASE_REFUSED',
    'TABLE_MISSING',
    'DATABASE_MISSING',
    'DATABASE_UNSUPPORTED',
  ] as const)('is not done for %s', async (code) => {
    const { state, work } = failTimes(1, code);
    await expect(retrying(work, undefined, undefined, new TestClock())).rejects.toMatchObject({
      code,
    });
    expect(state.calls).toBe(1);
  });

  it('is not done for a mistake in the program', async () => {
    const work = (): Promise<never> => Promise.reject(new TypeError('mistake'));
    await expect(retrying(work)).rejects.toThrow(TypeError);
  });
});

describeServer('PostgreSQL', (scratch) => {
  const locked = async (url: string, heldMs?: number) => {
    const seen: string[] = [];
    const store = await SequelizeStore.open(url, {
      create: true,
      onSql: (sql) => void seen.push(sql),
    });
    onTestFinished(() => store.close());
    await store.commit({ token: 'one', data: Buffer.from('{}'), expiry: null });
    seen.length = 0;
    const release = await lock(scratch);
    const freed = heldMs === undefined ? undefined : sleep(heldMs).then(release);
    onTestFinished(() => freed ?? release());
    return { store, seen };
  };

  it('a statement that ran into a lock is run again until it is free', async () => {
    const { store, seen } = await locked(`${scratch.url()}?lock_timeout=50`, 600);
    await store.commit({ token: 'one', data: Buffer.from('{"a":1}'), expiry: null });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(7);
    expect((await store.get('one'))?.data).toEqual({ a: 1 });
  });

  it('a whole purge waits for it too, and nothing is counted twice', async () => {
    const { store } = await locked(`${scratch.url()}?lock_timeout=50`, 600);
    await sleep(700);
    await store.commit({ token: 'old', data: Buffer.from('{}'), expiry: new Date(0) });
    const release = await lock(scratch);
    const [result] = await Promise.all([store.purge(), sleep(400).then(release)]);
    expect(result).toMatchObject({ deleted: 1, remaining: 0 });
  });

  it('a lock that stays is told, with the code that says to try later', async () => {
    const { store, seen } = await locked(`${scratch.url()}?lock_timeout=20`);
    await expect(store.delete('one')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/stayed locked by another transaction$/) as string,
    });
    expect(seen).toHaveLength(6);
  });

  it('a statement that runs too long is told as such', async () => {
    const { store } = await locked(`${scratch.url()}?statement_timeout=20`);
    await expect(store.delete('one')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/time limit$/) as string,
    });
  });
});

describeServer('MariaDB', (scratch) => {
  it('two transactions in each other’s way both get through', async () => {
    const url = scratch.url();
    const stores = await Promise.all(
      [url, url].map((at) => SequelizeStore.open(at, { create: true })),
    );
    onTestFinished(async () => {
      for (const store of stores) await store.close();
    });
    const [first] = stores;
    const tokens = Array.from({ length: 400 }, (_, i) => `token-${i}`);
    await first?.import(tokens.map((token) => ({ token, data: null, expiry: new Date(0) })));
    const session = await connect('mysql', url);
    onTestFinished(() => session.close());
    await session.query(
      "START TRANSACTION; SELECT * FROM sessions WHERE token = 'token-7' FOR UPDATE",
    );
    const purges = stores.map((store) => store.purge());
    await sleep(200);
    await session.query('ROLLBACK');
    const results = await Promise.all(purges);
    const again = (await first?.purge())?.deleted ?? 0;
    expect(results.reduce((sum, { deleted }) => sum + deleted, again)).toBe(400);
    expect(await first?.count({ state: 'all' })).toBe(0);
  });
});

/** Locks the table against writers, and gives what lets it go. */
async function lock(scratch: Scratch): Promise<() => Promise<void>> {
  const session = await connect('postgres', scratch.url());
  await session.query('BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await session.query('ROLLBACK');
    await session.close();
  };
}
