import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { savedIn, SequelizeStore, type Keep } from '../../../src/index.js';
import type { Entry, StoreOptions } from '../../../src/index.js';
import { describeDatabases, type TestDatabase } from '../../helpers/databases.js';
import { Kept } from '../../helpers/kept.js';
import { loggedIn, makeWordPress, verifier } from '../../helpers/wordpress.js';

const open = async (
  database: TestDatabase,
  options: StoreOptions = {},
): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(database.url(), options);
  onTestFinished(() => store.close());
  return store;
};

const more = {
  sqlite: `t text, i integer, r real, b blob, any, d datetime`,
  postgres: `t varchar(40), i bigint, r double precision, b bytea, d timestamptz(6), j jsonb, n numeric(30, 9),
    f real, u uuid, a text[], ts timestamp, g text GENERATED ALWAYS AS (coalesce(t, '') || '!') STORED`,
  mysql: `t varchar(40) CHARACTER SET latin1, i bigint unsigned, r double, b varbinary(40), d datetime(6), n decimal(30, 9),
    f float, bi bit(12), ts timestamp(3) NULL, e enum('a', 'b'), y year, c char(5),
    g varchar(99) GENERATED ALWAYS AS (concat(coalesce(t, ''), '!'))`,
} as const;
const values = {
  sqlite: [
    `'é', 9223372036854775807, 1.5, x'00ff', 2.0, '2031-01-02 03:04:05.678901'`,
    `NULL, NULL, NULL, NULL, NULL, NULL`,
    `'', -1, -9e999, x'', 'a' || char(0) || 'b', 1e300`,
    `CAST(x'80ff' AS TEXT), 0, 0.1, 'text', x'c3a9', 42`,
  ],
  postgres: [
    `'é', 9223372036854775807, 0.1, '\\x00ff', '2031-01-02 03:04:05.678901+02', '{"a": [1, null]}', 12345678901234567890.123456789,
      1.1, '00000000-0000-4000-8000-000000000000', '{a,NULL,"b c"}', '2031-01-02 03:04:05.000001'`,
    `NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL`,
    `'', -1, 'NaN', '', 'infinity', '"x"', 0, 'Infinity', NULL, '{}', '-infinity'`,
  ],
  mysql: [
    `'é', 18446744073709551615, 0.1, x'00ff', '2031-01-02 03:04:05.678901', 12345678901234567890.123456789,
      1.1, b'101', '2031-01-02 03:04:05.678', 'b', 2031, 'x  '`,
    `NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL`,
    `'', 0, -1e300, '', '0001-01-01', 0, 16777217, b'0', NULL, 'a', 0, ''`,
  ],
} as const;
const names = {
  sqlite: 't, i, r, b, any, d',
  postgres: 't, i, r, b, d, j, n, f, u, a, ts',
  mysql: 't, i, r, b, d, n, f, bi, ts, e, y, c',
} as const;

describeDatabases(
  (database) => {
    const { dialect } = database;
    const blob = { sqlite: 'blob', postgres: 'bytea', mysql: 'blob' }[dialect];
    const end = { sqlite: 'text', postgres: 'timestamptz', mysql: 'datetime(6)' }[dialect];
    const id = {
      sqlite: 'integer PRIMARY KEY AUTOINCREMENT',
      postgres: 'integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY',
      mysql: 'integer PRIMARY KEY AUTO_INCREMENT',
    }[dialect];
    const columns = { token: 'k', data: 'p', expiry: 'x', user: 'u_id' };
    const custom: StoreOptions = { table: 'kept', layout: 'custom', columns };
    const rows = (): Promise<unknown[]> => database.query('SELECT * FROM kept ORDER BY id');
    const made = async (): Promise<void> => {
      await database.query('DROP TABLE IF EXISTS kept');
      await database.query(
        `CREATE TABLE kept (id ${id}, k varchar(40) NOT NULL UNIQUE, p ${blob}, x ${end}, u_id varchar(9), ${more[dialect]})`,
      );
      for (const [i, row] of values[dialect].entries()) {
        const payload = dialect === 'postgres' ? `'\\x00${i}f'` : `x'00${i}f'`;
        const at = i === 1 ? 'NULL' : `'20${i === 0 ? 90 : 20}-01-02 03:04:05.678901'`;
        await database.query(
          `INSERT INTO kept (k, p, x, u_id, ${names[dialect]}) VALUES ('token-${i}', ${payload}, ${at}, '${i % 2}', ${row})`,
        );
      }
    };

    it('what goes is kept, and goes back to the byte, in whatever way it went', async () => {
      await made();
      const before = await rows();
      const store = await open(database, custom);
      const all = values[dialect].length;
      const ways: [string, number, (keep: Keep) => Promise<{ deleted: number }>][] = [
        ['by token', 2, (keep) => store.deleteMany(['token-0', 'token-2', 'none'], { keep })],
        ['by filter', 2, (keep) => store.deleteMatching({ user: '0', state: 'all' }, { keep })],
        ['all', all, (keep) => store.deleteAll({ keep })],
        ['in a lockout', 2, (keep) => store.lockout({ user: '0', keep })],
        ['in a purge', all - 2, (keep) => store.purge({ keep, batchSize: 1 })],
        ['in one', all - 2, (keep) => store.purge({ keep, batchSize: 'all' })],
      ];
      for (const [name, count, remove] of ways) {
        const kept = new Kept();
        expect([name, (await remove(kept)).deleted]).toEqual([name, count]);
        expect(kept.lines).toHaveLength(count);
        expect(await rows()).toHaveLength(all - count);
        expect(await store.import(kept.entries())).toBe(count);
        expect([name, await rows()]).toEqual([name, before]);
      }
    });

    it('a session that is there again is replaced, and the number of its row is its own', async () => {
      await made();
      const store = await open(database, custom);
      const kept = new Kept();
      await store.deleteMany(['token-0', 'token-1'], { keep: kept });
      await database.query(`INSERT INTO kept (k, u_id) VALUES ('token-0', 'new')`);
      const restored: unknown[] = [];
      await store.import(kept.entries(), { onRestored: (what) => restored.push(what) });
      expect(restored).toEqual([{ replaced: 1, renumbered: 0 }]);
      const [first] = await database.query(`SELECT * FROM kept WHERE k = 'token-0'`);
      expect(first).toMatchObject({ u_id: '0', t: 'é' });
    });

    it('nothing goes that cannot be kept, and what did not go is not kept', async () => {
      await made();
      const before = await rows();
      const store = await open(database, custom);
      const settled: boolean[] = [];
      const keep: Keep = {
        save: () => Promise.reject(new Error('full')),
        settle: (gone) => Promise.resolve(void settled.push(gone)),
      };
      await expect(store.deleteAll({ keep })).rejects.toThrow('full');
      await expect(store.purge({ keep })).rejects.toThrow('full');
      await expect(store.deleteMany(['token-0'], { keep })).rejects.toThrow('full');
      expect(settled).not.toContain(true);
      expect(await rows()).toEqual(before);
    });

    it('a row that must stay is not kept, and the others go', async () => {
      if (dialect === 'sqlite') return;
      await made();
      await database.query('DROP TABLE IF EXISTS refers');
      await database.query(
        'CREATE TABLE refers (k varchar(40), FOREIGN KEY (k) REFERENCES kept (k))',
      );
      await database.query(`INSERT INTO refers VALUES ('token-1')`);
      const store = await open(database, custom);
      const kept = new Kept();
      const { deleted, refused } = await store.deleteMatching({ state: 'all' }, { keep: kept });
      await database.query('DROP TABLE refers');
      expect(deleted).toBe(2);
      expect(refused?.code).toBe('DATABASE_REFUSED');
      expect(kept.entries().map(({ token }) => token)).toEqual(['token-0', 'token-2']);
    });

    it.skipIf(dialect === 'sqlite').each([{}, { batchSize: 3, pause: 0 }])(
      'a purge does not wait for a row that somebody has locked: %j',
      async (options) => {
        await database.query('DROP TABLE IF EXISTS kept');
        await database.query(
          `CREATE TABLE kept (id ${id}, k varchar(40) NOT NULL UNIQUE, p ${blob}, x ${end}, u_id varchar(9))`,
        );
        await database.query('CREATE INDEX by_end ON kept (x)');
        const all = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `token-${n}`);
        for (const [i, token] of all.entries()) {
          const at = `'2020-01-02 03:04:0${i >> 1}'`;
          await database.query(`INSERT INTO kept (k, x, u_id) VALUES ('${token}', ${at}, '1')`);
        }
        const store = await open(database, custom);
        const kept = new Kept();
        const tokens = (): string[] => kept.entries().map(({ token }) => token);
        await database.query('BEGIN');
        try {
          await database.query(`SELECT id FROM kept WHERE k = 'token-5' FOR UPDATE`);
          const { deleted, left } = await store.purge({ keep: kept, ...options });
          expect({ deleted, left }).toMatchObject({ deleted: 7, left: { passedOver: 1 } });
          expect(tokens()).toEqual(all.filter((token) => token !== 'token-5'));
        } finally {
          await database.query('COMMIT');
        }
        expect(await store.purge({ keep: kept, ...options })).toMatchObject({ deleted: 1 });
        expect(tokens().toSorted()).toEqual(all);
        expect(await rows()).toEqual([]);
      },
    );

    it('a line that was changed into something else is refused, and nothing is stored', async () => {
      await made();
      const store = await open(database, custom);
      const kept = new Kept();
      await store.deleteAll({ keep: kept });
      const [entry] = kept.entries();
      if (!entry?.saved) throw new Error('nothing was kept');
      const { row } = entry.saved;
      const wrong: [Entry, RegExp][] = [
        [{ ...entry, token: 'token-7' }, /of another token/],
        [{ ...entry, saved: { row: { ...row, strange: '1' } } }, /no column strange/],
        [{ ...entry, saved: { row, along: { other: [] } } }, /the table other/],
      ];
      for (const [one, message] of wrong) {
        await expect(store.import([one])).rejects.toThrow(message);
        expect(await rows()).toEqual([]);
      }
      expect(() => savedIn({ row: { k: { bytes: '?' } } })).toThrow('a value of its row');
      expect(() => savedIn({ row: [] })).toThrow('no object');
    });

    describe('the attributes of Spring', () => {
      it.each([
        '',
        ', FOREIGN KEY (SESSION_PRIMARY_ID) REFERENCES SPRING_SESSION(PRIMARY_ID) ON DELETE CASCADE',
      ])('are kept with their session (%s)', async (key) => {
        for (const name of ['SPRING_SESSION_ATTRIBUTES', 'SPRING_SESSION'])
          await database.query(`DROP TABLE IF EXISTS ${name}`);
        await database.query(`CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) NOT NULL PRIMARY KEY,
          SESSION_ID CHAR(36) NOT NULL UNIQUE, CREATION_TIME BIGINT NOT NULL, LAST_ACCESS_TIME BIGINT NOT NULL,
          MAX_INACTIVE_INTERVAL INT NOT NULL, EXPIRY_TIME BIGINT NOT NULL, PRINCIPAL_NAME VARCHAR(100))`);
        await database.query(`CREATE TABLE SPRING_SESSION_ATTRIBUTES (SESSION_PRIMARY_ID CHAR(36) NOT NULL,
          ATTRIBUTE_NAME VARCHAR(200) NOT NULL, ATTRIBUTE_BYTES ${blob} NOT NULL${key})`);
        const at = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
        for (const n of [1, 2, 3]) {
          await database.query(
            `INSERT INTO SPRING_SESSION VALUES ('${at(n)}', '${at(n + 3)}', 1600000000000, 1600000000000, 1800, ${n === 3 ? 9 : 1}600000000000, 'ann')`,
          );
          await database.query(
            `INSERT INTO SPRING_SESSION_ATTRIBUTES VALUES ('${at(n)}', 'a', '1'), ('${at(n)}', 'b', '2')`,
          );
        }
        const both = async (): Promise<unknown[]> => [
          await database.query('SELECT * FROM SPRING_SESSION ORDER BY PRIMARY_ID'),
          await database.query(
            'SELECT * FROM SPRING_SESSION_ATTRIBUTES ORDER BY SESSION_PRIMARY_ID, ATTRIBUTE_NAME',
          ),
        ];
        const before = await both();
        const store = await open(database, { layout: 'spring-session' });
        for (const remove of [
          (keep: Keep) => store.deleteMatching({ user: 'ann', state: 'all' }, { keep }),
          (keep: Keep) => store.purge({ keep }),
        ]) {
          const kept = new Kept();
          const { deleted } = await remove(kept);
          expect(kept.lines).toHaveLength(deleted);
          expect(await store.import(kept.entries())).toBe(deleted);
          expect(await both()).toEqual(before);
          // A session that is there again goes back with its own attributes alone.
          expect(await store.import(kept.entries())).toBe(deleted);
          expect(await both()).toEqual(before);
        }
      });
    });

    describe.skipIf(dialect === 'postgres')('the cells of WordPress', () => {
      const soon = new Date(Date.now() + 3_600_000);
      const past = new Date(Date.now() - 7_200_000);
      let site: Awaited<ReturnType<typeof makeWordPress>>;
      beforeEach(async () => {
        site = await makeWordPress(database);
        const of = (...letters: string[]) =>
          Object.fromEntries(
            letters.map((letter) => [verifier(letter), loggedIn(letter < 'c' ? soon : past, past)]),
          );
        await site.cell(1, of('a', 'c', 'b', 'd'));
        await site.cell(2, of('e'));
      });

      it('are as they were, whether a session or the whole row went', async () => {
        const rows = (): Promise<unknown[]> =>
          database.query('SELECT * FROM wp_usermeta ORDER BY umeta_id');
        const before = await rows();
        const store = await open(database, { table: 'wp_usermeta' });
        for (const remove of [
          (keep: Keep) => store.deleteMany([verifier('c'), verifier('b')], { keep }),
          (keep: Keep) => store.deleteMatching({ user: '1', state: 'all' }, { keep }),
          (keep: Keep) => store.purge({ keep }),
          (keep: Keep) => store.lockout({ user: '1', keep }),
          (keep: Keep) => store.deleteAll({ keep }),
        ]) {
          const kept = new Kept();
          const { deleted } = await remove(kept);
          expect(kept.lines).toHaveLength(deleted);
          expect(await rows()).not.toEqual(before);
          const named = await open(database, { layout: 'wordpress', table: 'wp_usermeta' });
          expect(await named.import(kept.entries())).toBe(deleted);
          expect(await rows()).toEqual(before);
        }
      });

      it('join the session of a user who has logged in again', async () => {
        const store = await open(database, { table: 'wp_usermeta' });
        const kept = new Kept();
        await store.deleteMatching({ user: '1', state: 'all' }, { keep: kept });
        await site.cell(1, { [verifier('f')]: loggedIn(soon, past) });
        await store.import(kept.entries());
        const cells = await site.cells(1);
        expect(cells).toHaveLength(1);
        expect(await store.count({ user: '1', state: 'all' })).toBe(5);
      });
    });
  },
  ['PostgreSQL', 'MariaDB'],
);
