import { describe, expect, it, onTestFinished } from 'vitest';
import { Database, type DatabaseOptions } from '../../src/database/database.js';
import { startProxy, type Proxy } from '../helpers/proxy.js';
import { describeServer, eachServer } from '../helpers/servers.js';
import { elapsed } from '../../src/clock.js';

/** The tests wait for no longer than this, and for a silent server without end they would. */
const limit = 'statement_timeout=700ms';

for (const name of eachServer) {
  describeServer(name, (scratch) => {
    const open = async (
      query: string,
      options: DatabaseOptions = {},
    ): Promise<{ database: Database; proxy: Proxy }> => {
      const proxy = await startProxy(scratch.url());
      const url = `${proxy.through(scratch.url())}?connect_timeout=2&${query}`;
      const database = await Database.open(url, options);
      onTestFinished(() => database.close());
      return { database, proxy };
    };
    const one = { sql: 'SELECT 1 AS one' };

    it('a statement has its limit, and the next one another connection', async () => {
      const { database, proxy } = await open(limit);
      await database.select(one);
      proxy.silence();
      await expect(database.select({ sql: 'SELECT $1 AS one', bind: ['x'] })).rejects.toMatchObject(
        {
          code: 'DATABASE_UNAVAILABLE',
          message: expect.stringMatching(/no answer within \d+ ms; \?statement_timeout=/) as string,
        },
      );
    });

    it('so it is on a connection that is held, which is given to nobody again', async () => {
      const { database, proxy } = await open(limit, { connections: 1 });
      const held = await database.hold();
      await held.select(one);
      proxy.silence();
      await expect(held.select(one)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await expect(held.execute('ROLLBACK')).rejects.toThrow('the connection broke');
      held.release();
    });

    it('a COMMIT that has no answer leaves open whether it was done', async () => {
      await scratch.query('CREATE TABLE committed (one int)');
      const { database, proxy } = await open(limit);
      proxy.silenceAt(/COMMIT(?!TED)/);
      const work = database.retryTransaction(async (run) => {
        await run.change({ sql: 'INSERT INTO committed VALUES (1)' });
      });
      await expect(work).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        message: expect.stringMatching(/whether it was done is not known$/) as string,
      });
      expect(await scratch.query('SELECT * FROM committed')).toEqual([]);
    });

    it('a deadline bounds what is in hand, what waits to be tried again, and what follows', async () => {
      const { database, proxy } = await open('');
      await database.select(one);
      proxy.silence();
      const hurried = database.within({ deadline: elapsed() + 500 });
      await expect(hurried.select(one)).rejects.toMatchObject({ code: 'ABORTED' });
      await expect(hurried.hold()).rejects.toMatchObject({ code: 'ABORTED' });
    });

    it('after a signal what is in hand has a while, and nothing has longer', async () => {
      const { database, proxy } = await open('');
      const stop = new AbortController();
      const bounded = database.within({ signal: stop.signal, graceMs: 300 });
      await bounded.select(one);
      proxy.silence();
      const asked = bounded.select(one);
      stop.abort();
      await expect(asked).rejects.toMatchObject({ code: 'ABORTED' });
    });

    it('a signal that comes while an answer is on its way lets it come', async () => {
      const { database } = await open('');
      const stop = new AbortController();
      const asked = database.within({ signal: stop.signal }).select(one);
      stop.abort();
      expect(await asked).toMatchObject([{ one: 1 }]);
    });

    it('a server that is silent from the start is given up too', async () => {
      const { database, proxy } = await open('');
      proxy.silence();
      await expect(database.select(one)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    });

    it('its close does not wait for a goodbye', async () => {
      const { database, proxy } = await open('');
      await database.select(one);
      proxy.silence();
      await database.close();
    });

    it('a limit of 0 is none, and what goes over the whole table has none', async () => {
      const sleep = scratch.url().startsWith('postgres') ? 'pg_sleep(1.2)' : 'sleep(1.2)';
      const { database } = await open('statement_timeout=0');
      expect(await database.select({ sql: `SELECT ${sleep} AS slept` })).toHaveLength(1);
    });
  });
}

describe('a statement_timeout that is none', () => {
  it.each(['', 'soon', '-1', '1 fortnight', '99999999999'])('%j is refused', async (text) => {
    const url = `postgres://ann@127.0.0.1:1/app?statement_timeout=${encodeURIComponent(text)}`;
    await expect(Database.open(url)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
