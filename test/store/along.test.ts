import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';
import { Kept } from '../helpers/kept.js';
import { describeServer } from '../helpers/servers.js';

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

describeDatabases((database) => {
  describe('allauth.usersessions beside Django', () => {
    const clock = new TestClock('2026-06-15T12:00:00.000Z');
    const key = (n: number): string => `k${n}`.padEnd(32, 'x');
    const at = { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime(6)' }[
      database.dialect
    ];
    const ip = database.dialect === 'postgres' ? 'inet' : 'char(39)';
    const id = {
      sqlite: 'integer PRIMARY KEY AUTOINCREMENT',
      postgres: 'bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY',
      mysql: 'bigint PRIMARY KEY AUTO_INCREMENT',
    }[database.dialect];
    const written = '2026-06-15 11:00:00';

    const open = async (): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(database.url(), { clock, secret: 's' });
      onTestFinished(() => store.close());
      return store;
    };
    /** Sessions 1 to 5, of which the last has no record; those of 1 and 3 are user 7's. */
    beforeEach(async () => {
      for (const name of ['usersessions_usersession', 'django_session'])
        await database.query(`DROP TABLE IF EXISTS ${name}`);
      await database.query(
        `CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, session_data text NOT NULL, expire_date ${at} NOT NULL)`,
      );
      await database.query(`CREATE TABLE usersessions_usersession (id ${id}, created_at ${at} NOT NULL, ip ${ip} NOT NULL,
        last_seen_at ${at} NOT NULL, session_key varchar(40) NOT NULL UNIQUE, user_agent varchar(200) NOT NULL, data text NOT NULL, user_id integer NOT NULL)`);
      const store = await open();
      for (let n = 1; n <= 5; n++) {
        const expiry = later(clock, n === 4 ? -minute : 60 * minute);
        const data = { _auth_user_id: n % 2 === 1 && n < 5 ? '7' : '8' };
        const { payload } = await store.encode({ data, expiry });
        await store.commit({ token: key(n), data: payload, expiry });
      }
      const rows = [1, 2, 3, 4].map(
        (n) =>
          `('2026-06-0${n} 10:00:00', '203.0.113.${n}', '${n === 2 ? '2099-01-01 00:00:00' : written}', '${key(n)}', 'Mozilla/5.0 Firefox/${n}', '{}', 7)`,
      );
      await database.query(
        `INSERT INTO usersessions_usersession (created_at, ip, last_seen_at, session_key, user_agent, data, user_id) VALUES ${rows.join(', ')}`,
      );
    });
    const left = async (): Promise<unknown[][]> =>
      Promise.all(
        ['django_session', 'usersessions_usersession'].map(async (name) =>
          (await database.query(`SELECT session_key FROM ${name} ORDER BY session_key`)).map(
            ({ session_key }) => String(session_key)[1],
          ),
        ),
      );

    it('its rows tell from where, on what and since when, and the later of two last uses', async () => {
      const store = await open();
      expect(store.info.layout).toBe('django');
      const facts = async (n: number) => {
        const { created, lastSeen, ip: from, agent } = (await store.get(key(n))) ?? {};
        return { created: created?.toISOString(), lastSeen: lastSeen?.toISOString(), from, agent };
      };
      expect(await facts(1)).toEqual({
        created: '2026-06-01T10:00:00.000Z',
        // The payload was signed since.
        lastSeen: expect.stringMatching(/^20[2-8].*Z$/) as string,
        from: '203.0.113.1',
        agent: 'Mozilla/5.0 Firefox/1',
      });
      expect(Date.parse((await facts(1)).lastSeen ?? '')).toBeGreaterThan(clock.now().getTime());
      expect((await facts(2)).lastSeen).toBe('2099-01-01T00:00:00.000Z');
      expect(await facts(5)).toMatchObject({ created: undefined, from: null, agent: null });
      const tokens = async (filter: object): Promise<unknown> => {
        const found: string[] = [];
        for await (const { token } of store.sessions({ ...filter, sort: 'token' }))
          found.push(token.slice(1, 2));
        expect(await store.count(filter)).toBe(found.length);
        return found;
      };
      expect(await tokens({ ip: '203.0.113.2/31' })).toEqual(['2', '3']);
      expect(await tokens({ agent: 'firefox/3' })).toEqual(['3']);
      expect(await tokens({ createdBefore: new Date('2026-06-02T10:00:00.001Z') })).toEqual([
        '1',
        '2',
      ]);
      expect(await tokens({ seenBefore: new Date('2098-01-01T00:00:00Z') })).toEqual([
        '1',
        '3',
        '5',
      ]);
      expect(await tokens({ sort: 'created', state: 'all' })).toHaveLength(5);
    });

    it('its rows go with a session: by token, by a filter, in a lockout, in a purge', async () => {
      const store = await open();
      expect(await store.along({ state: 'all' })).toEqual([
        { what: 'allauth records', table: 'usersessions_usersession', rows: 4 },
      ]);
      expect(await store.delete(key(1))).toBe(true);
      expect(await left()).toEqual([
        ['2', '3', '4', '5'],
        ['2', '3', '4'],
      ]);
      expect(await store.deleteMatching({ ip: '203.0.113.2' })).toMatchObject({ deleted: 1 });
      expect(await left()).toEqual([
        ['3', '4', '5'],
        ['3', '4'],
      ]);
      expect(await store.purge()).toMatchObject({ deleted: 1 });
      expect(await left()).toEqual([['3', '5'], ['3']]);
      const kept = new Kept();
      expect(await store.lockout({ user: '7', keep: kept })).toMatchObject({ deleted: 1 });
      expect(await left()).toEqual([['5'], []]);
      expect(await store.import(kept.entries())).toBe(1);
      expect(await left()).toEqual([['3', '5'], ['3']]);
      expect(await store.get(key(3))).toMatchObject({ ip: '203.0.113.3', user: '7' });
    });

    it.each([
      ['a purge', (store: SequelizeStore) => store.purge()],
      ['a purge that saves', (store: SequelizeStore) => store.purge({ keep: new Kept() })],
      [
        'a deletion that saves',
        (store: SequelizeStore) => store.deleteMatching({ state: 'expired' }, { keep: new Kept() }),
      ],
    ] as const)(
      'a session that lives keeps its row and its record in %s though an expired one has its key',
      async (_, remove) => {
        for (const sql of [
          'CREATE TABLE copied AS SELECT * FROM django_session',
          'DROP TABLE django_session',
          'ALTER TABLE copied RENAME TO django_session',
          `INSERT INTO django_session SELECT session_key, session_data, '2026-06-15 11:00:00' FROM django_session WHERE session_key = '${key(1)}'`,
        ])
          await database.query(sql);
        const store = await SequelizeStore.open(database.url(), { clock, layout: 'django' });
        onTestFinished(() => store.close());
        expect(await remove(store)).toMatchObject({ deleted: 2 });
        expect(await left()).toEqual([
          ['1', '2', '3', '5'],
          ['1', '2', '3'],
        ]);
        expect(await store.get(key(1))).toMatchObject({ state: 'active', ip: '203.0.113.1' });
      },
    );
  });
});

describeServer('PostgreSQL', (scratch) => {
  it('what a table beside tells is not asked for where it may not be read', async () => {
    for (const sql of [
      'CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date timestamptz NOT NULL)',
      'CREATE TABLE usersessions_usersession (session_key varchar(40) UNIQUE, ip inet, user_agent text)',
      "INSERT INTO django_session VALUES ('k', 'e30', '2099-01-01')",
      "INSERT INTO usersessions_usersession VALUES ('k', '203.0.113.1', 'Firefox')",
    ])
      await scratch.query(sql);
    const name = `beside_${scratch.name}`;
    await scratch.query(`CREATE ROLE ${name} LOGIN PASSWORD 'pw'`);
    onTestFinished(async () => {
      await scratch.query(`DROP OWNED BY ${name}`);
      await scratch.query(`DROP ROLE ${name}`);
    });
    await scratch.query(`GRANT SELECT ON django_session TO ${name}`);
    const ipBy = async (url: string): Promise<unknown> => {
      await using store = await SequelizeStore.open(url, { layout: 'django', readOnly: true });
      return (await store.get('k'))?.ip;
    };
    expect(await ipBy(scratch.url())).toBe('203.0.113.1');
    expect(await ipBy(scratch.url({ name, password: 'pw' }))).toBeNull();
  });
});
