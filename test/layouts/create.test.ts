import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { parseTableName } from '../../src/layouts/table-name.js';
import { failing } from '../helpers/failing.js';
import { describeServer, eachServer, servers, type Scratch } from '../helpers/servers.js';

const hour = 3_600_000;
const dist = pathToFileURL(fileURLToPath(new URL('../../dist/index.js', import.meta.url))).href;

const open = async (url: string, options: StoreOptions = {}): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(url, { create: true, ...options });
  onTestFinished(() => store.close());
  return store;
};

/** What GORM's AutoMigrate makes of gormstore's model, as the catalogue shows it. */
const gormTable = {
  postgres: {
    columns: [
      { name: 'token', type: 'character varying(43)', nullable: false },
      { name: 'data', type: 'bytea', nullable: true },
      { name: 'expiry', type: 'timestamp with time zone', nullable: true },
    ],
    indexes: [
      { name: 'idx_sessions_expiry', columns: 'expiry', sole: false },
      { name: 'sessions_pkey', columns: 'token', sole: true },
    ],
  },
  mysql: {
    columns: [
      { name: 'token', type: 'varchar(43)', nullable: false },
      { name: 'data', type: 'longblob', nullable: true },
      { name: 'expiry', type: 'datetime(3)', nullable: true },
    ],
    indexes: [
      { name: 'idx_sessions_expiry', columns: 'expiry', sole: false },
      { name: 'PRIMARY', columns: 'token', sole: true },
    ],
  },
};

const catalogue = {
  postgres: {
    columns: `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
      FROM pg_attribute WHERE attrelid = 'sessions'::regclass AND attnum > 0 ORDER BY attnum`,
    indexes: `SELECT c.relname AS name, a.attname AS columns, i.indisunique AS sole
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = 'sessions'::regclass AND i.indnatts = 1 ORDER BY 1`,
  },
  mysql: {
    columns: `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE = 'YES' AS nullable
      FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'sessions' ORDER BY ORDINAL_POSITION`,
    indexes: `SELECT INDEX_NAME AS name, GROUP_CONCAT(COLUMN_NAME) AS columns, NON_UNIQUE = 0 AS sole
      FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'sessions' GROUP BY 1, 3 ORDER BY 1`,
  },
};

/** Rows with 0 and 1 as what they say. */
const plain = (rows: Record<string, unknown>[]): object[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        key === 'sole' || key === 'nullable' ? Boolean(value) : value,
      ]),
    ),
  );

async function expectGormTable(scratch: Scratch, engine: 'postgres' | 'mysql'): Promise<void> {
  const { columns, indexes } = catalogue[engine];
  expect(plain(await scratch.query(columns))).toEqual(gormTable[engine].columns);
  expect(plain(await scratch.query(indexes))).toEqual(gormTable[engine].indexes);
}

const oddNames = [
  'Sessions',
  'my sessions',
  'cash$1',
  '$$',
  'we"ird',
  "it's",
  'ba`ck',
  'Größe',
  'select',
];

for (const name of eachServer) {
  const { engine } = servers[name];
  describeServer(name, (scratch) => {
    const quote = (text: string): string =>
      engine === 'postgres'
        ? `"${text.replaceAll('"', '""')}"`
        : `\`${text.replaceAll('`', '``')}\``;

    it('a table that is created is the one that gormstore creates', async () => {
      await open(scratch.url());
      await expectGormTable(scratch, engine);
      if (engine === 'mysql') {
        const rows = await scratch.query(`SELECT ENGINE AS engine, TABLE_COLLATION AS collation
          FROM information_schema.TABLES
          WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'sessions'`);
        expect(rows[0]).toMatchObject({
          engine: 'InnoDB',
          collation: expect.stringMatching(/^utf8mb4_/) as string,
        });
      }
    });

    it('is made once by many processes that come at the same time', async () => {
      await scratch.query('DROP TABLE IF EXISTS sessions');
      const program = `
        import { SequelizeStore } from ${JSON.stringify(dist)};
        const [url, at, token] = process.argv.slice(1);
        // The driver is loaded before, so that all of them begin at once.
        await SequelizeStore.open(url, { readOnly: true }).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, at - Date.now()));
        const store = await SequelizeStore.open(url, { create: true });
        await store.commit({ token, data: Buffer.from('{}'), expiry: new Date(Date.now() + ${hour}) });
        await store.close();`;
      const at = Date.now() + 2500;
      const runs = Array.from({ length: 4 }, (_, i) =>
        promisify(execFile)(process.execPath, [
          ...['--input-type=module', '-e', program],
          ...[scratch.url(), String(at), `token-${i}`],
        ]),
      );
      for (const { stderr } of await Promise.all(runs)) expect(stderr).toBe('');
      await expectGormTable(scratch, engine);
      expect(await (await open(scratch.url())).count()).toBe(4);
    });

    it('is made once by many stores of one process', async () => {
      for (let round = 0; round < 5; round++) {
        await scratch.query('DROP TABLE IF EXISTS sessions');
        const urls = Array.from({ length: 6 }, () => scratch.url());
        await Promise.all(urls.map((url) => open(url)));
        await expectGormTable(scratch, engine);
      }
    });

    it.each(oddNames)('has any name: %s', async (table) => {
      const options = { table };
      onTestFinished(() => scratch.query(`DROP TABLE ${quote(table)}`).then(() => undefined));
      const store = await open(scratch.url(), options);
      const at = new Date(Date.now() + hour);
      await store.commit({
        token: 'old',
        data: Buffer.from('{}'),
        expiry: new Date(Date.now() - hour),
      });
      await store.commit({ token: 'one', data: Buffer.from('{"a":1}'), expiry: at });
      await store.import([{ token: 'two', data: Buffer.from('{}'), expiry: at }]);
      expect((await store.get('one'))?.expiry).toEqual(at);
      expect(await store.purge()).toMatchObject({ deleted: 1 });
      expect(await store.count({ state: 'all' })).toBe(2);
      expect(await store.missingIndex()).toBeNull();
      const rows = await scratch.query(`SELECT count(*) AS n FROM ${quote(table)}`);
      expect(Number(rows[0]?.['n'])).toBe(2);
      const again = await open(scratch.url(), { ...options, create: false });
      expect(await again.deleteAll()).toMatchObject({ deleted: 2 });
    });

    it('may be in another schema, which the connection does not look into', async () => {
      const schema = `${scratch.name}_Other`;
      const [make, drop] =
        engine === 'postgres'
          ? [`CREATE SCHEMA ${quote(schema)}`, `DROP SCHEMA ${quote(schema)} CASCADE`]
          : [`CREATE DATABASE ${quote(schema)}`, `DROP DATABASE ${quote(schema)}`];
      await scratch.query(make);
      onTestFinished(() => scratch.query(drop).then(() => undefined));
      await scratch.query('DROP TABLE IF EXISTS sessions');
      const table = `${schema}.sessions`;
      expect((await failing(scratch.url(), { table })).message).toContain(`no table ${table} in`);
      const store = await open(scratch.url(), { table });
      await store.commit({
        token: 'there',
        data: Buffer.from('{}'),
        expiry: new Date(Date.now() + hour),
      });
      expect((await failing(scratch.url())).code).toBe('TABLE_MISSING');
      await (
        await open(scratch.url())
      ).commit({ token: 'here', data: Buffer.from('{}'), expiry: null });
      expect([...(await store.all()).keys()]).toEqual(['there']);
      expect(await store.missingIndex()).toBeNull();
      const rows = await scratch.query(`SELECT token FROM ${quote(schema)}.sessions`);
      expect(rows).toEqual([{ token: 'there' }]);
      expect(await store.purge()).toMatchObject({ deleted: 0 });
      expect(await store.deleteAll()).toMatchObject({ deleted: 1 });
    });
  });
}

describe("a table's name", () => {
  it.each([
    ['sessions', null, 'sessions'],
    ['app.sessions', 'app', 'sessions'],
    ['"a.b"', null, 'a.b'],
    ['"a.b"."c""d"', 'a.b', 'c"d'],
    ['App."Sessions"', 'App', 'Sessions'],
    ['we"ird', null, 'we"ird'],
    ['my sessions', null, 'my sessions'],
  ])('%s', (text, schema, name) => {
    expect(parseTableName(text)).toEqual({ schema, name });
  });

  it.each(['', '.', 'a.', '.b', 'a.b.c', 'a..b', '""', '"a', '"a"b', '"a".'])('not %s', (text) => {
    expect(() => parseTableName(text)).toThrow(/given as `name` or `schema.name`/);
  });
});
