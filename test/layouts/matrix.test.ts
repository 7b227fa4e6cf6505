import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { Database } from '../../src/database/database.js';
import { bindTable } from '../../src/layouts/finding/bind.js';
import { describeTable } from '../../src/layouts/finding/find.js';
import { matchColumns } from '../../src/layouts/finding/match.js';
import { proofOf } from '../../src/layouts/finding/proof.js';
import { resolveTable } from '../../src/layouts/finding/resolve.js';
import { sample } from '../../src/layouts/finding/sample.js';
import { parseTableName } from '../../src/layouts/table-name.js';
import { variants } from '../../src/layouts/variants.js';
import { layoutNames } from '../../src/session.js';
import { effortOf } from '../helpers/effort.js';
import { useFolder } from '../helpers/folder.js';
import { describeServer, servers, type ServerName } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';
import { knownTables, titleOf, type KnownTable } from './tables/all.js';

const named = (tables: readonly KnownTable[]) =>
  tables.map((table) => [titleOf(table), table] as const);
const on = (dialect: KnownTable['on']) => knownTables.filter((table) => table.on === dialect);

/** The layouts, of all that there are, which a table's columns and rows prove by themselves. */
async function provenAs(database: Database, table: string): Promise<string[]> {
  const found = await describeTable(database, parseTableName(table));
  if (found === null) throw new Error(`there is no ${table}`);
  const proven = new Set<string>();
  for (const { layout } of variants) {
    const match = matchColumns(layout, found.columns, database.dialect);
    if ('missing' in match) continue;
    const bound = await bindTable(database, found, match);
    if ('unread' in bound) continue;
    if (proofOf(bound, await sample(database, bound)).verdict === 'proven') proven.add(layout.name);
  }
  return [...proven];
}

/** A table's name without quotes. */
const plain = (name: string): string => name.replaceAll('"', '');

/** The same table with a key as its application makes them; null where keys prove nothing, or only that makes them. */
function withOwnKey(known: KnownTable): KnownTable | null {
  const layout = variants.find((one) => one.layout.name === known.layout)?.layout;
  if (layout?.columns.provenBy !== 'rows') return null;
  try {
    return { ...known, row: known.row.replace("'application'", `'${layout.key.generate()}'`) };
  } catch {
    return null;
  }
}

/** Each table before every layout. */
function eachTable(tables: readonly KnownTable[], opened: () => Database): void {
  it.each(named(tables))('%s is proven for its own layout alone', async (_, known) => {
    const database = opened();
    const { layout, table, options, mustBeNamed } = known;
    const empty = () => database.change({ sql: `DELETE FROM ${table}` });
    // What is anybody's is proven by nothing.
    const its = options?.layout === 'token-row' ? [] : [layout];
    for (const sql of [...known.create, known.row]) await database.change({ sql });
    try {
      expect(await provenAs(database, table)).toEqual(its);
      const auto = resolveTable(database, options?.table ? { table: options.table } : {});
      if (mustBeNamed) await expect(auto).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
      else expect((await auto).layout.name).toBe(layout);
      await empty();
      expect(its).toEqual(expect.arrayContaining(await provenAs(database, table)));
      const real = withOwnKey(known);
      if (real === null) return;
      await database.change({ sql: real.row });
      expect(await provenAs(database, table)).toEqual(its);
    } finally {
      await database.change({ sql: `DROP TABLE ${table}` });
    }
  });
}

it('every layout has a table here', () => {
  const missing = layoutNames.filter((name) => !knownTables.some(({ layout }) => layout === name));
  expect(missing).toEqual(['custom']);
});

describe('SQLite', () => {
  let database: Database;
  beforeEach(async () => {
    database = await Database.open('sqlite::memory:', { create: true });
  });
  afterEach(() => database.close());

  eachTable(on('sqlite'), () => database);

  describe('tables of two systems', () => {
    const firsts = on('sqlite').filter(
      ({ layout, options }, i, all) =>
        options === undefined && all.findIndex((one) => one.layout === layout) === i,
    );
    /** What it is called beside another one of its name. */
    const second = ({ table }: KnownTable, { table: taken }: KnownTable): string =>
      plain(table).toLowerCase() === plain(taken).toLowerCase() ? `other_${plain(table)}` : table;
    // Indexes have names of their own, which two tables may share.
    const make = async ({ create, row, table }: KnownTable, name = table): Promise<void> => {
      const tables = create.filter((sql) => sql.startsWith('CREATE TABLE'));
      for (const sql of [...tables, row]) await database.change({ sql });
      if (name !== table) await database.change({ sql: `ALTER TABLE ${table} RENAME TO ${name}` });
    };

    // What is found of one table does not depend on others: each beside its neighbour is enough.
    const neighbours = firsts.map(
      (one, i) => [one, firsts[(i + 1) % firsts.length] ?? one] as const,
    );
    const cases = neighbours.map(
      ([one, other]) => [titleOf(one), titleOf(other), one, other] as const,
    );

    it.each(cases)('%s and %s are both named, and neither is taken', async (_, __, one, other) => {
      const name = second(other, one);
      await make(other, name);
      // Under another name some are no more than likely, and what is certain is taken.
      const isCertain = (await provenAs(database, name)).length > 0;
      await make(one);
      const auto = resolveTable(database).then(({ layout, table }) => [layout.name, table.name]);
      if (!isCertain) {
        expect(await auto).toEqual([one.layout, plain(one.table)]);
        return;
      }
      const said = await auto.catch(String);
      expect(said).toContain(`${plain(one.table)} (${one.layout})`);
      expect(said).toContain(`${plain(name)} (${other.layout})`);
    });
  });

  const folder = useFolder();

  it('5,000 other tables cost less than a second more', async () => {
    const django =
      on('sqlite')
        .find(({ layout }) => layout === 'django')
        ?.create.join(';') ?? '';
    const others = Array.from({ length: 5000 }, (__, i) =>
      i % 10 === 0 ? `a_session_log_${i}` : `other_${i}`,
    ).map((name) => `CREATE TABLE ${name} (id integer, data text)`);
    const costs = async (path: string, statements: readonly string[]): Promise<number> => {
      await withSqlite(path, (file) => file.exec(`BEGIN; ${statements.join(';')}; COMMIT`));
      return effortOf(async () => {
        const store = await SequelizeStore.open(path, { create: false });
        await store.close();
        expect(store.info.layout).toBe('django');
      });
    };
    const alone = await costs(folder.file('alone.db'), [django]);
    const among = await costs(folder.file('among.db'), [...others, django]);
    // A hundred yardsticks are about a second of one processor.
    expect(among - alone).toBeLessThan(100);
  });
});

for (const name of Object.keys(servers) as ServerName[]) {
  describeServer(name, (scratch) => {
    let database: Database;
    beforeAll(async () => {
      database = await Database.open(scratch.url());
    });
    afterAll(() => database.close());
    eachTable(on(servers[name].engine), () => database);
  });
}
