import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { scratchMariadb, type ScratchServer } from '../helpers/scratch-server.js';
import type { ServerSession } from '../helpers/server-session.js';
import { describeWhere } from '../helpers/servers.js';
import { zonesContract } from './zones.js';

const hour = 3_600_000;
const now = new Date('2024-07-01T12:00:00.000Z');

describeWhere('MariaDB', 'a MariaDB of five hours behind UTC', () => {
  let server: ScratchServer;
  let admin: ServerSession;
  beforeAll(async () => {
    server = await scratchMariadb({ settings: ['default-time-zone=-05:00'] });
    admin = await server.connect();
  });
  afterAll(async () => {
    await admin.close();
    await server.remove();
  });

  zonesContract('mysql', { url: () => server.url(), query: (sql) => admin.query(sql) });

  it.each(['connection', 'utc'] as const)('a datetime in %s time', async (expiryFormat) => {
    const session = await server.connect();
    onTestFinished(() => session.close());
    await session.query(
      'DROP TABLE IF EXISTS logins; CREATE TABLE logins (id varchar(40) PRIMARY KEY, ends datetime, INDEX (ends))',
    );
    const shift = expiryFormat === 'utc' ? 0 : -5 * hour;
    const local = (ms: number): string =>
      new Date(now.getTime() + ms + shift).toISOString().slice(0, 19).replace('T', ' ');
    await session.query(
      `INSERT INTO logins VALUES ('dead', '${local(-1000)}'), ('alive', '${local(0)}'), ('long', '${local(6 * hour)}'), ('never', NULL)`,
    );
    const store = await SequelizeStore.open(server.url(), {
      table: 'logins',
      layout: 'custom',
      columns: { token: 'id', expiry: 'ends' },
      expiryFormat,
      cleanupInterval: 0,
      clock: new TestClock(now),
    });
    onTestFinished(() => store.close());
    expect((await store.get('alive'))?.expiry).toEqual(now);
    expect(await store.count()).toBe(3);
    await store.commit({ token: 'ours', data: null, expiry: new Date(now.getTime() + hour) });
    await store.import([{ token: 'many', data: null, expiry: new Date(now.getTime() + hour) }]);
    const rows = await session.query(
      "SELECT DISTINCT ends FROM logins WHERE id IN ('ours', 'many')",
    );
    expect(rows).toEqual([{ ends: local(hour) }]);
    const order: string[] = [];
    for await (const { token } of store.sessions({ state: 'all', sort: 'expiry', pageSize: 2 }))
      order.push(token);
    expect(order).toEqual(['dead', 'alive', 'many', 'ours', 'long', 'never']);
    expect((await store.purge({ batchSize: 1, pause: 0 })).deleted).toBe(1);
    expect(await store.count({ state: 'all' })).toBe(5);
  });
});
