import { Sequelize } from 'sequelize';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../../src/index.js';
import { describeDatabases, type TestDatabase } from '../../helpers/databases.js';

const bytesType = { sqlite: 'blob', postgres: 'bytea', mysql: 'varbinary(64)' } as const;
const bytes = (digits: string, dialect: TestDatabase['dialect']): string =>
  dialect === 'postgres' ? `'\\x${digits}'` : `x'${digits}'`;

describeDatabases((database) => {
  const { dialect } = database;
  const made = async (create: string, rows: readonly string[]): Promise<void> => {
    for (const name of ['refers', 'kept']) await database.query(`DROP TABLE IF EXISTS ${name}`);
    await database.query(`CREATE TABLE kept (${create})`);
    if (rows.length > 0) await database.query(`INSERT INTO kept VALUES ${rows.join(', ')}`);
  };
  const open = async (columns: StoreOptions['columns'], options: StoreOptions = {}) => {
    const store = await SequelizeStore.open(database.url(), {
      table: 'kept',
      layout: 'custom',
      create: false,
      cleanupInterval: 0,
      ...(columns && { columns }),
      ...options,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const left = async (): Promise<number[]> => {
    const rows = await database.query('SELECT n FROM kept ORDER BY n');
    return rows.map(({ n }) => Number(n));
  };
  const all = { token: 'k', user: 'u' };

  describe('a deletion by filter goes by the row’s own key', () => {
    it('of bytes', async () => {
      const keys = ['ff00', '6162', '5c7866', 'a1'.repeat(32), '00'];
      await made(
        `k ${bytesType[dialect]} NOT NULL PRIMARY KEY, u varchar(9), n integer`,
        keys.map((key, n) => `(${bytes(key, dialect)}, '${n % 2}', ${n})`),
      );
      const store = await open(all);
      expect(await store.deleteMatching({ user: '0' })).toEqual({
        matched: 3,
        deleted: 3,
        renewed: 0,
      });
      expect(await left()).toEqual([1, 3]);
      expect(await store.deleteMatching({ tokenPrefix: '\\xa1a1', state: 'all' })).toMatchObject({
        deleted: 1,
      });
      expect(await left()).toEqual([1]);
    });

    it('that are NULL, empty, there twice, or the same but for their case', async () => {
      const keys = ['NULL', 'NULL', "''", "'twice'", "'twice'", "'Case'", "'case'"];
      await made(
        'k varchar(40), u varchar(9), n integer',
        [...keys, ...keys].map((key, n) => `(${key}, '${n < keys.length ? 1 : 2}', ${n})`),
      );
      const store = await open(all);
      expect(await store.deleteMatching({ user: '1' })).toEqual({
        matched: 7,
        deleted: 7,
        renewed: 0,
      });
      expect(await left()).toEqual([7, 8, 9, 10, 11, 12, 13]);
      expect(await store.delete('Case')).toBe(true);
      expect(await left()).toEqual([7, 8, 9, 10, 11, 13]);
      expect(await store.deleteAll()).toEqual({ matched: 6, deleted: 6, renewed: 0 });
      expect(await left()).toEqual([]);
    });

    it('in a padded column', async () => {
      await made('k char(12) NOT NULL, u varchar(9), n integer', [
        "('ab', '1', 1)",
        "('abc', '2', 2)",
      ]);
      const store = await open(all);
      expect(await store.deleteMatching({ user: '1' })).toMatchObject({ matched: 1, deleted: 1 });
      expect(await left()).toEqual([2]);
    });
  });

  it.each([
    ['deletes', 'DELETE', {}, [1]],
    ['marks', 'UPDATE', { marks: 'gone' }, [1, 2, 4]],
  ] as const)(
    'a session that was written anew meanwhile is decided upon again: %s',
    async (_, verb, marks, rows) => {
      await made(
        'k varchar(40) PRIMARY KEY, d varchar(99), n integer, gone integer',
        [1, 2, 3, 4].map((n) => `('t${n}', '{"user":{"id":5}}', ${n}, 0)`),
      );
      const sequelize =
        dialect === 'sqlite'
          ? new Sequelize({ dialect, storage: database.url(), logging: false })
          : new Sequelize(database.url().replace(/^mariadb:/, 'mysql:'), { logging: false });
      onTestFinished(() => sequelize.close());
      // As another program would, between the look at the rows and their deletion.
      const query = sequelize.query.bind(sequelize) as (...args: unknown[]) => Promise<unknown>;
      let before = true;
      Object.assign(sequelize, {
        query: async (sql: string, ...rest: unknown[]) => {
          if (before && sql.startsWith(verb)) {
            before = false;
            await database.query(`UPDATE kept SET d = '{"user":{"id":6}}' WHERE k = 't1'`);
            await database.query(`UPDATE kept SET d = '{"user":{"id":5},"n":2}' WHERE k = 't2'`);
            await database.query(`DELETE FROM kept WHERE k = 't3'`);
          }
          return query(sql, ...rest);
        },
      });
      const store = await SequelizeStore.open(sequelize, {
        table: 'kept',
        layout: 'custom',
        columns: { token: 'k', data: 'd', ...marks },
      });
      onTestFinished(() => store.close());
      expect(await store.deleteMatching({ user: '5' })).toEqual({
        matched: 3,
        deleted: 2,
        renewed: 1,
      });
      expect(before).toBe(false);
      expect(await left()).toEqual(rows);
      expect(await store.count()).toBe(1);
    },
  );

  it('a row that somebody has locked is in nobody’s way', async () => {
    if (dialect === 'sqlite') return;
    await made(
      'k varchar(40) PRIMARY KEY, u varchar(9), n integer',
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `('t${n}', '${n === 5 ? 2 : 1}', ${n})`),
    );
    const store = await open(all);
    await database.query('BEGIN');
    try {
      await database.query("SELECT n FROM kept WHERE k = 't5' FOR UPDATE");
      expect(await store.delete('t1')).toBe(true);
      expect(await store.deleteMany(['t2', 't3', 't4'])).toMatchObject({ deleted: 3 });
      expect(await store.deleteMatching({ user: '1' })).toMatchObject({ deleted: 3 });
    } finally {
      await database.query('COMMIT');
    }
    expect(await left()).toEqual([5]);
  });

  it('what a foreign key keeps is told, and harms no other', async () => {
    await made('k varchar(40) PRIMARY KEY, u varchar(9), n integer', [
      "('t1', '1', 1)",
      "('t2', '1', 2)",
      "('t3', '1', 3)",
    ]);
    if (dialect === 'sqlite') return;
    await database.query(
      'CREATE TABLE refers (k varchar(40), FOREIGN KEY (k) REFERENCES kept (k))',
    );
    await database.query("INSERT INTO refers VALUES ('t2')");
    const store = await open(all);
    const result = await store.deleteMatching({ user: '1' });
    expect(result).toMatchObject({ matched: 3, deleted: 2, renewed: 0 });
    expect(result.refused?.code).toBe('DATABASE_REFUSED');
    expect(await left()).toEqual([2]);
    expect(await store.deleteAll()).toMatchObject({ matched: 1, deleted: 0 });
    await expect(store.delete('t2')).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
    await database.query('DROP TABLE refers');
  });

  it.skipIf(dialect === 'sqlite')('a signal ends it between the parts of a batch', async () => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    await made(
      'k varchar(40) PRIMARY KEY, u varchar(9), n integer',
      numbers.map((n) => `('t${n}', '1', ${n})`),
    );
    await database.query(
      'CREATE TABLE refers (k varchar(40), FOREIGN KEY (k) REFERENCES kept (k))',
    );
    // Around this one the batch is halved.
    await database.query("INSERT INTO refers VALUES ('t8')");
    const stop = new AbortController();
    let gone = 0;
    const deletion = (await open(all)).deleteMany(
      numbers.map((n) => `t${n}`),
      {
        signal: stop.signal,
        onProgress: ({ deleted }) => {
          gone = deleted;
          stop.abort();
        },
      },
    );
    await expect(deletion).rejects.toMatchObject({ code: 'ABORTED' });
    // MySQL's planner, which would look at all of a small table, has each taken by itself.
    expect(gone).toBe(dialect === 'postgres' ? 4 : 1);
    expect(await left()).toEqual(numbers.slice(gone));
    await database.query('DROP TABLE refers');
  });
});
