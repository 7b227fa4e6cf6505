import { rm } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { useFolder } from '../helpers/folder.js';
import { startProxy } from '../helpers/proxy.js';
import { describeServer, eachServer, servers } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';
import { purgeContract, twoClocksContract } from './purge.contract.js';

const folder = useFolder();

async function open(database: string, options: StoreOptions): Promise<SequelizeStore> {
  const store = await SequelizeStore.open(database, { create: true, ...options });
  onTestFinished(() => store.close());
  return store;
}

for (const journal of ['DELETE', 'WAL']) {
  describe(`SQLite with journal_mode=${journal}`, () => {
    const path = (): string => folder.file('sessions.db');
    const fresh = async (): Promise<void> => {
      await rm(path(), { force: true });
      await withSqlite(path(), (file) => file.exec(`PRAGMA journal_mode = ${journal}`));
    };
    // Both journals together have as many tries as a server.
    purgeContract((clock) => open(path(), { clock }), fresh, 50_000);
  });
}

for (const name of eachServer) {
  describeServer(name, (scratch) => {
    const fresh = async (): Promise<void> => {
      await scratch.query('DROP TABLE IF EXISTS sessions');
    };
    purgeContract((clock) => open(scratch.url(), { clock }), fresh);
    twoClocksContract((clock) => open(scratch.url(), { clock }), fresh);

    // It waits for seconds, and nothing of it is the server's.
    test.runIf(name === 'PostgreSQL')(
      'a purge that runs out of time is broken off, by whatever clock',
      async () => {
        await fresh();
        const proxy = await startProxy(scratch.url());
        // By this clock, which stands still, no batch is ever too late.
        const store = await open(proxy.through(scratch.url()), {
          clock: new TestClock(new Date()),
        });
        await store.commit({ token: 'old', data: Buffer.from('{}'), expiry: new Date(0) });
        proxy.silenceAt(/DELETE/);
        const result = await store.purge({ maxDuration: 100 });
        expect(result).toMatchObject({ deleted: 0, remaining: null, brokenOff: true });
      },
    );

    test('the statement for a missing index makes the index that was missing', async () => {
      await fresh();
      const store = await open(scratch.url(), {});
      expect(await store.missingIndex()).toBeNull();
      await scratch.query(dropIndex[servers[name].engine]);
      const statement = await store.missingIndex();
      expect(statement).toContain('idx_sessions_expiry');
      await scratch.query(statement ?? '');
      expect(await store.missingIndex()).toBeNull();
    });
  });
}

const dropIndex = {
  postgres: 'DROP INDEX idx_sessions_expiry',
  mysql: 'DROP INDEX idx_sessions_expiry ON sessions',
};
