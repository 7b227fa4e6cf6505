import { expect, test } from 'vitest';
import type { Clock, SequelizeStore } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';

/** Opens an empty store of the layout and dialect under test; closed when the test ends. */
export type OpenStore = (options: {
  clock: Clock;
  cleanupInterval?: number;
}) => Promise<SequelizeStore>;

const minute = 60_000;

/**
 * What every store owes, whatever its layout and dialect: gormstore's tests by their names, and the
 * edges that it gets wrong.
 */
export function storeContract(open: OpenStore): void {
  const opened = async (cleanupInterval = 0) => {
    const clock = new TestClock();
    const store = await open({ clock, cleanupInterval });
    return { clock, store };
  };

  test('TestFind', async () => {
    const { clock, store } = await opened();
    await store.commit({
      token: 'session_token',
      data: Buffer.from('encoded_data'),
      expiry: later(clock, minute),
    });
    expect((await store.find('session_token'))?.toString()).toBe('encoded_data');
  });

  test('TestFindMissing', async () => {
    const { store } = await opened();
    expect(await store.find('missing_session_token')).toBeUndefined();
  });

  test('TestSaveNew', async () => {
    const { clock, store } = await opened();
    await store.commit({
      token: 'session_token',
      data: Buffer.from('encoded_data'),
      expiry: later(clock, minute),
    });
    const session = await store.get('session_token', { raw: true, decode: false });
    expect(session?.raw?.toString()).toBe('encoded_data');
    expect(session?.expiry).toEqual(later(clock, minute));
  });

  test('TestSaveUpdated', async () => {
    const { clock, store } = await opened();
    await store.commit({
      token: 'session_token',
      data: Buffer.from('encoded_data'),
      expiry: later(clock, minute),
    });
    await store.commit({
      token: 'session_token',
      data: Buffer.from('new_encoded_data'),
      expiry: later(clock, 2 * minute),
    });
    const session = await store.get('session_token', { raw: true, decode: false });
    expect(session?.raw?.toString()).toBe('new_encoded_data');
    expect(session?.expiry).toEqual(later(clock, 2 * minute));
    expect(await store.count({ state: 'all' })).toBe(1);
  });

  test('TestExpiry', async () => {
    const { clock, store } = await opened();
    await store.commit({
      token: 'session_token',
      data: Buffer.from('encoded_data'),
      expiry: later(clock, 100),
    });
    expect(await store.find('session_token')).toBeDefined();
    await clock.advance(101);
    expect(await store.find('session_token')).toBeUndefined();
  });

  test('TestDelete', async () => {
    const { clock, store } = await opened();
    await store.commit({
      token: 'session_token',
      data: Buffer.from('encoded_data'),
      expiry: later(clock, minute),
    });
    expect(await store.delete('session_token')).toBe(true);
    expect(await store.delete('session_token')).toBe(false);
    expect(await store.find('session_token')).toBeUndefined();
    expect(await store.count({ state: 'all' })).toBe(0);
  });

  test('TestCleanup', async () => {
    const { clock, store } = await opened(200);
    await store.commit({
      token: 'session_token',
      data: Buffer.from('encoded_data'),
      expiry: later(clock, 100),
    });
    expect(await store.count({ state: 'all' })).toBe(1);
    await clock.advance(199);
    expect(await store.count({ state: 'all' })).toBe(1);
    await clock.advance(1);
    // stopCleanup waits for the purge that the clock has just set off.
    await expect.poll(() => store.count({ state: 'all' })).toBe(0);
    await store.stopCleanup();
  });

  test('TestStopNilCleanup', async () => {
    const { store } = await opened(0);
    await store.stopCleanup();
    await store.stopCleanup();
  });

  test('a session at exactly now is alive everywhere, and a millisecond later nowhere', async () => {
    const { clock, store } = await opened();
    await store.commit({ token: 'edge', data: Buffer.from('x'), expiry: later(clock, 5) });
    await clock.advance(5);
    expect(await store.find('edge')).toBeDefined();
    expect([...(await store.all()).keys()]).toEqual(['edge']);
    expect(await store.count()).toBe(1);
    expect(await store.count({ state: 'expired' })).toBe(0);
    expect((await store.purge()).deleted).toBe(0);
    await clock.advance(1);
    expect(await store.find('edge')).toBeUndefined();
    expect((await store.all()).size).toBe(0);
    expect((await store.get('edge'))?.state).toBe('expired');
    expect((await store.purge()).deleted).toBe(1);
  });

  test('all gives the active sessions, and an empty Map where there are none', async () => {
    const { clock, store } = await opened();
    expect(await store.all()).toEqual(new Map());
    await store.commit({ token: 'a', data: Buffer.from('1'), expiry: later(clock, minute) });
    await store.commit({
      token: 'b',
      data: Buffer.from([0, 255, 128]),
      expiry: later(clock, minute),
    });
    await store.commit({ token: 'dead', data: Buffer.from('3'), expiry: later(clock, -1) });
    expect(await store.all()).toEqual(
      new Map([
        ['a', Buffer.from('1')],
        ['b', Buffer.from([0, 255, 128])],
      ]),
    );
  });

  test('an empty payload is not a missing one', async () => {
    const { clock, store } = await opened();
    await store.commit({ token: 'empty', data: Buffer.alloc(0), expiry: later(clock, minute) });
    expect(await store.find('empty')).toEqual(Buffer.alloc(0));
  });

  test('an update writes both columns, even an empty payload and the zero expiry', async () => {
    const { clock, store } = await opened();
    await store.commit({ token: 't', data: Buffer.from('full'), expiry: later(clock, minute) });
    await store.commit({ token: 't', data: Buffer.alloc(0), expiry: new Date(1000) });
    const session = await store.get('t', { raw: true, decode: false });
    expect(session?.raw).toEqual(Buffer.alloc(0));
    expect(session?.expiry).toEqual(new Date(1000));
  });

  test('an empty token is refused everywhere', async () => {
    const { clock, store } = await opened();
    await store.commit({ token: 'other', data: Buffer.from('x'), expiry: later(clock, minute) });
    const refusal = { code: 'INVALID_ARGUMENT' };
    await expect(
      store.commit({ token: '', data: Buffer.from('y'), expiry: later(clock, minute) }),
    ).rejects.toMatchObject(refusal);
    await expect(store.find('')).rejects.toMatchObject(refusal);
    await expect(store.get('')).rejects.toMatchObject(refusal);
    await expect(store.delete('')).rejects.toMatchObject(refusal);
    await expect(store.deleteMany(['other', ''])).rejects.toMatchObject(refusal);
    await expect(
      store.import([{ token: '', data: Buffer.from('y'), expiry: clock.now() }]),
    ).rejects.toMatchObject(refusal);
    expect((await store.find('other'))?.toString()).toBe('x');
  });

  test('an invalid Date is refused before it reaches the database', async () => {
    const { store } = await opened();
    await expect(
      store.commit({ token: 't', data: Buffer.from('x'), expiry: new Date(NaN) }),
    ).rejects.toThrow(RangeError);
    expect(await store.count({ state: 'all' })).toBe(0);
  });

  test('two writers of one new token do not collide', async () => {
    const { clock, store } = await opened();
    const writers = Array.from({ length: 20 }, (_, i) =>
      store.commit({ token: 'same', data: Buffer.from(`${i}`), expiry: later(clock, minute) }),
    );
    await Promise.all(writers);
    expect(await store.count()).toBe(1);
  });

  test('the iterator gives each session once, whatever the page, and stops when told', async () => {
    const { clock, store } = await opened();
    const entries = Array.from({ length: 25 }, (_, i) => ({
      token: `t${String(i).padStart(2, '0')}`,
      data: Buffer.from(`{"n":${i}}`),
      expiry: later(clock, minute * (25 - i)),
    }));
    expect(await store.import(entries)).toBe(25);
    for (const pageSize of [1, 7, 25, 100]) {
      const tokens: string[] = [];
      for await (const { token } of store.sessions({ pageSize })) tokens.push(token);
      expect(tokens.sort()).toEqual(entries.map((e) => e.token));
    }
    const byExpiry: string[] = [];
    for await (const { token } of store.sessions({ sort: 'expiry', pageSize: 4 }))
      byExpiry.push(token);
    expect(byExpiry).toEqual(entries.map((e) => e.token).reverse());
    const byToken: string[] = [];
    for await (const { token } of store.sessions({ sort: 'token', pageSize: 4, limit: 10 }))
      byToken.push(token);
    expect(byToken).toEqual(entries.slice(0, 10).map((e) => e.token));
    const abort = new AbortController();
    const seen: string[] = [];
    const reading = async () => {
      for await (const { token } of store.sessions({ pageSize: 5, signal: abort.signal })) {
        seen.push(token);
        abort.abort();
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ABORTED' });
    expect(seen).toHaveLength(5);
  });

  test('filters narrow what is listed, counted and deleted alike', async () => {
    const { clock, store } = await opened();
    const put = (token: string, data: object, ms: number) =>
      store.commit({ token, data: Buffer.from(JSON.stringify(data)), expiry: later(clock, ms) });
    await put('aa1', { userID: 42, role: 'admin' }, minute);
    await put('aa2', { userID: 42, role: 'user' }, 2 * minute);
    await put('bb1', { userID: 7, role: 'admin' }, 3 * minute);
    await put('bb2', { userID: 42 }, -minute);
    expect(await store.count({ user: '42' })).toBe(2);
    expect(await store.count({ user: '42', state: 'all' })).toBe(3);
    expect(await store.count({ tokenPrefix: 'aa' })).toBe(2);
    expect(await store.count({ expiresBefore: later(clock, 2 * minute) })).toBe(1);
    expect(await store.count({ expiresAfter: later(clock, 2 * minute) })).toBe(1);
    const admins = { where: [{ path: 'role', op: '=', value: 'admin' }] } as const;
    expect(await store.count(admins)).toBe(2);
    expect(await store.deleteMatching({ ...admins, user: '42' })).toMatchObject({ deleted: 1 });
    expect(await store.count({ state: 'all' })).toBe(3);
    expect(await store.deleteAll()).toMatchObject({ deleted: 3 });
  });

  test('an import is all or nothing', async () => {
    const { clock, store } = await opened();
    const expiry = later(clock, minute);
    function* entries() {
      for (let i = 0; i < 2000; i++) yield { token: `t${i}`, data: Buffer.from('x'), expiry };
      throw new Error('the file ends badly');
    }
    await expect(store.import(entries())).rejects.toThrow('the file ends badly');
    expect(await store.count({ state: 'all' })).toBe(0);
    const twice = [
      { token: 't', data: Buffer.from('first'), expiry },
      { token: 't', data: Buffer.from('last'), expiry },
    ];
    expect(await store.import(twice)).toBe(2);
    expect((await store.find('t'))?.toString()).toBe('last');
  });

  test('a purge deletes the expired ones alone, in batches, and reports each', async () => {
    const { clock, store } = await opened();
    const entries = Array.from({ length: 100 }, (_, i) => ({
      token: `t${i}`,
      data: Buffer.from('x'),
      expiry: later(clock, i < 60 ? -1 - i : i),
    }));
    await store.import(entries);
    const batches: number[] = [];
    const result = await store.purge({
      batchSize: 25,
      pause: 0,
      onBatch: ({ rows }) => batches.push(rows),
    });
    expect(result).toMatchObject({ deleted: 60, batches: 3, remaining: 0, dryRun: false });
    expect(batches).toEqual([25, 25, 10]);
    expect(await store.count({ state: 'all' })).toBe(40);
  });

  test('a purge keeps to its limits and says what is left', async () => {
    const { clock, store } = await opened();
    await store.import(
      Array.from({ length: 30 }, (_, i) => ({
        token: `t${i}`,
        data: Buffer.from('x'),
        expiry: later(clock, -minute * (i + 1)),
      })),
    );
    expect(await store.purge({ dryRun: true })).toMatchObject({
      deleted: 0,
      remaining: 30,
      dryRun: true,
    });
    expect(await store.purge({ limit: 7, batchSize: 5, pause: 0 })).toMatchObject({
      deleted: 7,
      remaining: 23,
    });
    expect(await store.purge({ grace: 20 * minute })).toMatchObject({
      deleted: 3,
      remaining: 0,
    });
    const stopped = await store.purge({ signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ deleted: 0, remaining: null, interrupted: true });
    expect(await store.purge({ batchSize: 'all' })).toMatchObject({ deleted: 20 });
  });
}
