import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { connect, describeServer, eachServer, servers } from '../helpers/servers.js';

const payload = Buffer.from('{}');
const at = (ms: number): Date => new Date(Date.now() + ms);
const hour = 3_600_000;

for (const name of eachServer) {
  const { engine } = servers[name];
  describeServer(name, (scratch) => {
    /** A table without a primary key; `index` is what it has on its token. */
    const create = async (index: 'UNIQUE' | ''): Promise<SequelizeStore> => {
      const [bytes, instant] =
        engine === 'postgres' ? ['bytea', 'timestamptz'] : ['longblob', 'datetime(3)'];
      await scratch.query('DROP TABLE IF EXISTS sessions');
      await scratch.query(
        `CREATE TABLE sessions (token varchar(43) NOT NULL ${index}, data ${bytes}, expiry ${instant})`,
      );
      const options = { create: false, cleanupInterval: 0, layout: 'scs' } as const;
      const store = await SequelizeStore.open(scratch.url(), options);
      onTestFinished(() => store.close());
      const rows = Array.from({ length: 40 }, (_, i) =>
        engine === 'postgres'
          ? `('dead-${i}', '{}', now() - interval '1 hour')`
          : `('dead-${i}', '{}', utc_timestamp(3) - interval 1 hour)`,
      );
      await scratch.query(`INSERT INTO sessions VALUES ${rows.join(', ')}`);
      return store;
    };
    const count = async (): Promise<number> =>
      Number((await scratch.query('SELECT count(*) AS n FROM sessions'))[0]?.['n']);

    it.each(['UNIQUE', ''] as const)('put and delete, with %j on the token', async (index) => {
      const store = await create(index);
      for (const user of [1, 2]) {
        await store.commit({
          token: 'live',
          data: Buffer.from(`{"userID":${user}}`),
          expiry: at(hour),
        });
        expect(await count()).toBe(41);
        expect((await store.get('live'))?.user).toBe(`${user}`);
      }
      await store.import([{ token: 'live', data: payload, expiry: at(2 * hour) }]);
      expect(await count()).toBe(41);
      expect(await store.delete('dead-3')).toBe(true);
      expect(await store.deleteMany(['dead-4', 'dead-5', 'nobody'])).toMatchObject({ deleted: 2 });
      expect(await store.deleteMatching({ tokenPrefix: 'dead-1', state: 'all' })).toEqual({
        matched: 11,
        deleted: 11,
        renewed: 0,
      });
      expect(await count()).toBe(41 - 14);
      expect(await store.purge({ batchSize: 7, pause: 0 })).toMatchObject({
        deleted: 26,
        remaining: 0,
      });
      expect(await store.deleteAll()).toMatchObject({ matched: 1, deleted: 1 });
    });

    it.each([{}, { limit: 100 }])('a purge ends beside a locked row: %j', async (options) => {
      const store = await create('UNIQUE');
      await store.commit({ token: 'live', data: payload, expiry: at(hour) });
      const other = await connect(engine, scratch.url());
      onTestFinished(() => other.close());
      await other.query('BEGIN');
      await other.query(`SELECT 1 FROM sessions WHERE token = 'dead-7' FOR UPDATE`);
      const { deleted, remaining } = await store.purge(options);
      expect(deleted + (remaining ?? NaN)).toBe(40);
      expect(await count()).toBe(41 - deleted);
      await other.query('ROLLBACK');
      expect(await store.purge()).toMatchObject({ remaining: 0 });
      expect(await count()).toBe(1);
    });
  });
}
