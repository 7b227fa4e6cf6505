import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const minute = 60_000;
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const bytes = { sqlite: 'BLOB', postgres: 'BYTEA', mysql: 'BLOB' } as const;
/** Deletes the attributes by itself, as Spring's scripts have it; tables of before, and by hand, do not. */
const keys = {
  'that the database deletes along':
    ', CONSTRAINT SPRING_SESSION_ATTRIBUTES_FK FOREIGN KEY (SESSION_PRIMARY_ID) REFERENCES SPRING_SESSION(PRIMARY_ID) ON DELETE CASCADE',
  'that the database keeps their session for':
    ', FOREIGN KEY (SESSION_PRIMARY_ID) REFERENCES SPRING_SESSION(PRIMARY_ID)',
  'that the database knows nothing of': '',
};

describeDatabases((database) => {
  describe.each(Object.entries(keys))('attributes %s', (_, key) => {
    const clock = new TestClock('2025-03-01T12:00:00.000Z');
    const open = async (): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(database.url(), { clock });
      onTestFinished(() => store.close());
      return store;
    };
    const left = async (): Promise<[number, number]> => {
      const count = async (table: string): Promise<number> =>
        Number((await database.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n']);
      return [await count('SPRING_SESSION'), await count('SPRING_SESSION_ATTRIBUTES')];
    };

    beforeEach(async () => {
      for (const name of ['SPRING_SESSION_ATTRIBUTES', 'SPRING_SESSION']) {
        await database.query(`DROP TABLE IF EXISTS ${name}`);
      }
      await database.query(`CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) NOT NULL,
        SESSION_ID CHAR(36) NOT NULL, CREATION_TIME BIGINT NOT NULL, LAST_ACCESS_TIME BIGINT NOT NULL,
        MAX_INACTIVE_INTERVAL INT NOT NULL, EXPIRY_TIME BIGINT NOT NULL, PRINCIPAL_NAME VARCHAR(100),
        CONSTRAINT SPRING_SESSION_PK PRIMARY KEY (PRIMARY_ID))`);
      await database.query(`CREATE TABLE SPRING_SESSION_ATTRIBUTES (SESSION_PRIMARY_ID CHAR(36) NOT NULL,
        ATTRIBUTE_NAME VARCHAR(200) NOT NULL, ATTRIBUTE_BYTES ${bytes[database.dialect]} NOT NULL,
        CONSTRAINT SPRING_SESSION_ATTRIBUTES_PK PRIMARY KEY (SESSION_PRIMARY_ID, ATTRIBUTE_NAME)${key})`);
      const made = clock.now().getTime() - 60 * minute;
      const ends = [1, 0, -1, null, -2].map((n) =>
        n === null ? '9223372036854775807' : String(clock.now().getTime() + n * minute),
      );
      const rows = ends.map(
        (end, n) =>
          `('${id(n)}', '${id(n + 50)}', ${made}, ${made + n}, 1800, ${end}, ${n % 2 === 0 ? "'ann'" : 'NULL'})`,
      );
      await database.query(`INSERT INTO SPRING_SESSION VALUES ${rows.join(', ')}`);
      const attributes = ends.flatMap((__, n) => [
        `('${id(n)}', 'a', '1')`,
        `('${id(n)}', 'b', '1')`,
      ]);
      await database.query(`INSERT INTO SPRING_SESSION_ATTRIBUTES VALUES ${attributes.join(', ')}`);
    });

    it('are counted, and go with a session that was named, and with those of a filter', async () => {
      const store = await open();
      expect(store.info.layout).toBe('spring-session');
      expect(await store.along({ user: 'ann', state: 'all' })).toMatchObject([
        { what: 'attributes', rows: 6 },
      ]);
      expect(await store.delete(id(51))).toBe(true);
      expect(await left()).toEqual([4, 8]);
      expect(await store.deleteMatching({ user: 'ann', state: 'all' })).toEqual({
        matched: 3,
        deleted: 3,
        renewed: 0,
      });
      expect(await left()).toEqual([1, 2]);
      expect(await store.deleteAll()).toMatchObject({ matched: 1, deleted: 1 });
      expect(await left()).toEqual([0, 0]);
    });

    it('belong to sessions that a cookie names, and none is added', async () => {
      const store = await open();
      const cookie = `SESSION=${Buffer.from(id(50)).toString('base64')}`;
      expect(await store.tokenFromCookie(cookie)).toBe(id(50));
      await expect(store.login({ cookie: false })).rejects.toThrow('no session is added');
    });

    it.each([{}, { batchSize: 1, pause: 0 }, { batchSize: 'all' }] as const)(
      'go in a purge with what has expired by Spring’s own rule',
      async (options) => {
        const store = await open();
        const sessions: Session[] = [];
        for await (const one of store.sessions({ state: 'all', sort: 'token' })) sessions.push(one);
        expect(sessions.map(({ state }) => state)).toEqual([
          'active',
          'expired',
          'expired',
          'active',
          'expired',
        ]);
        expect(sessions[0]).toMatchObject({
          token: id(50),
          user: 'ann',
          created: later(clock, -60 * minute),
          expiry: later(clock, minute),
        });
        expect(sessions[3]).toMatchObject({ expiry: null, expiryUnreadable: false, error: null });
        // What ends at this very instant is dead to Spring, and its cleanup leaves it.
        expect(await store.purge(options)).toMatchObject({ deleted: 2, remaining: 0, left: null });
        expect(await left()).toEqual([3, 6]);
      },
    );
  });
});
