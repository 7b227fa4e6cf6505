import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session } from '../../src/index.js';
import { Database } from '../../src/database/database.js';
import type { Column } from '../../src/database/table.js';
import type { BoundTable } from '../../src/layouts/contract.js';
import { isNumber } from '../../src/layouts/finding/match.js';
import { resolveTable } from '../../src/layouts/finding/resolve.js';
import { layouts } from '../../src/layouts/registry.js';
import { uniqueIndexes } from '../../src/store/write/unique.js';
import { dangersIn } from '../cli/output/sessions.js';
import { run } from '../helpers/cli.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';
import { withSqlite } from '../helpers/sqlite.js';
import { knownTables, titleOf, type KnownTable } from './tables/all.js';
import { sealedTables } from './tables/sealed.js';
import { secret, spoiltRows } from './ugly.js';

/** Before and after the end of the application's own session, which is in 2030. */
const instants = ['2026-06-01T12:00:00Z', '2031-06-01T12:00:00Z'];

/** Colours, and the line that progress is shown in. */
const ours = /\x1b\[\d+(?:;\d+)*m|\r\x1b\[2K|\n/g;

const codecsOf = ({ layout }: KnownTable): string =>
  layout === 'custom' ? '' : layouts[layout].map(({ payload }) => payload?.codecs).join();

/** The first tables of their codecs: those that long payloads are read from. */
const firsts = new Set(
  knownTables.filter(
    (table, i, all) => all.findIndex((one) => codecsOf(one) === codecsOf(table)) === i,
  ),
);

/** One of each layout: what reaches a terminal is not the database's to say. */
const shown = new Set(
  knownTables.filter(
    (table, i, all) => all.findIndex(({ layout }) => layout === table.layout) === i,
  ),
);

const settingsOf = (known: KnownTable): readonly string[] =>
  sealedTables.find((one) => one.layout === known.layout && one.table === known.table)?.with ?? [];

describeDatabases((database) => {
  const { dialect } = database;
  const url = (): string => database.url();
  const query = (sql: string) => database.query(sql);
  const tables = knownTables.filter(
    (table, i, all) =>
      table.on === dialect &&
      all.findIndex(({ layout, on }) => layout === table.layout && on === dialect) === i,
  );
  const quote = (name: string): string => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);

  it.each(tables.map((table) => [titleOf(table), table] as const))(
    '%s: hostile rows are told and harm no other',
    async (_, known) => {
      const { layout, table } = known;
      for (const sql of [...known.create, ...settingsOf(known), known.row]) await query(sql);
      onTestFinished(async () => {
        if (dialect === 'sqlite') return;
        for (const name of ['template', table, 'mdl_config'])
          await query(`DROP TABLE IF EXISTS ${name}`);
      });
      const options = { ...known.options, layout, table: table.replaceAll(/["`]/g, '') };
      const clock = new TestClock(instants[0]);
      const store = await SequelizeStore.open(url(), { ...options, clock });
      onTestFinished(() => store.close());
      expect(await spoil(options, table, firsts.has(known))).toBeGreaterThan(8);

      if (shown.has(known)) await reachesNoTerminal(options);
      for (const instant of instants) {
        await clock.advance(Date.parse(instant) - clock.now().getTime());
        await agrees(store, table);
      }
      await endsAll(store);
    },
  );

  /** Adds rows like the one that is there, but for what is spoilt; says how many the database took. */
  async function spoil(
    options: Parameters<typeof resolveTable>[1],
    name: string,
    isLong: boolean,
  ): Promise<number> {
    const database = await Database.open(url());
    const table = await resolveTable(database, options);
    const statements = [...insertsOf(table, await uniqueOf(database, table), name, isLong)];
    await database.close();
    await query(`CREATE TABLE template AS SELECT * FROM ${name}`);
    let taken = 0;
    const all = async (one: (sql: string) => Promise<unknown>): Promise<void> => {
      for (const sql of statements)
        await one(sql).then(
          () => taken++,
          () => undefined,
        );
    };
    if (dialect === 'postgres') await all(query);
    else if (dialect === 'mysql') {
      await query('START TRANSACTION');
      await all(query);
      await query('COMMIT');
    } else
      await withSqlite(url(), async (file) => {
        await file.exec('BEGIN');
        await all((sql) => file.exec(sql));
        await file.exec('COMMIT');
      });
    return taken;
  }

  /** The columns that no two rows have alike. */
  async function uniqueOf(database: Database, table: BoundTable): Promise<Set<string>> {
    const fixed = table.where.map(({ column }) => column.name);
    const unique = (await uniqueIndexes(database, table)).flatMap(({ columns }) => columns);
    const names = table.layout.cell === null ? [table.token.name, ...unique] : unique;
    return new Set(names.filter((name) => name !== null && !fixed.includes(name)) as string[]);
  }

  function* insertsOf(table: BoundTable, unique: Set<string>, name: string, isLong: boolean) {
    // What the database counts, it counts on.
    const isCounted = ({ name, type, filled }: Column): boolean =>
      unique.has(name) && (filled ?? false) && isNumber(type);
    const columns = table.columns.filter((column) => !isCounted(column));
    const names = columns.map((column) => quote(column.name)).join(', ');
    for (const [i, spoilt] of spoiltRows(table, dialect, isLong).entries()) {
      const own = ({ name: column, type }: Column): string => {
        if (!unique.has(column)) return quote(column);
        if (type === 'uuid') return 'gen_random_uuid()';
        return isNumber(type) ? String(1000 + i) : `'good-${i}'`;
      };
      const values = columns.map((column) => spoilt.get(column.name) ?? own(column));
      yield `INSERT ${dialect === 'mysql' ? 'IGNORE ' : ''}INTO ${name} (${names})
        SELECT ${values.join(', ')} FROM template`;
    }
  }

  async function reachesNoTerminal({ layout, table }: { layout: string; table: string }) {
    const argv = ['list', '--all', '--limit', 'all', '--reveal', '--layout', layout, '-t', table];
    const { code, stdout, stderr } = await run(argv, { database: url(), terminal: true });
    expect(code).toBe(0);
    expect(dangersIn((stdout + stderr).replaceAll(ours, ''))).toEqual([]);
  }

  /** What list, count, stats and the dry run say is one thing, and a purge does no other. */
  async function agrees(store: SequelizeStore, table: string): Promise<void> {
    const [all, active, expired] = [
      await listed(store, 'all'),
      await listed(store, 'active'),
      await listed(store, 'expired'),
    ];
    for (const { error } of all) {
      expect(error ?? '').not.toContain(secret);
      expect(error ?? '').not.toMatch(/undefined|\[object|at .*:\d+:\d+/);
    }
    const stats = await store.stats();
    expect([stats.active, stats.expired]).toEqual([active.length, expired.length]);
    expect(stats.unreadable).toBe(all.filter(({ error }) => error !== null).length);
    expect(await store.count({ state: 'all' })).toBe(all.length);
    expect(await store.count()).toBe(active.length);
    expect(tokensOf([...active, ...expired])).toEqual(tokensOf(all));
    expect(await listed(store, 'all', { sort: 'expiry', pageSize: 7, decode: false })).toHaveLength(
      all.length,
    );
    const rows = await rowsIn(table);
    const { remaining } = await store.purge({ dryRun: true, trustExpiry: true });
    const { deleted } = await store.purge({ trustExpiry: true });
    expect(deleted).toBe(remaining);
    expect(tokensOf(await listed(store, 'active'))).toEqual(tokensOf(active));
    expect(await store.count({ state: 'all' })).toBe(all.length - deleted);
    if (!isInCells(store)) expect(await rowsIn(table)).toBe(rows - deleted);
  }

  async function endsAll(store: SequelizeStore): Promise<void> {
    const all = await listed(store, 'all');
    for (const { token } of all.slice(0, 5))
      if (token !== '') await store.get(token, { typed: true });
    for (const user of new Set(all.slice(0, 40).flatMap(({ users }) => users))) {
      // What is no text is told as one, and asked for in vain.
      if (user.includes('\ufffd')) continue;
      const theirs = all.filter((one) => one.users.includes(user));
      expect([user, theirs.length]).toEqual([user, await store.count({ user, state: 'all' })]);
    }
    // In a cell a session of that name may have it.
    if (store.info.columns.data !== null && !isInCells(store)) {
      const where = [{ path: 'data.polluted', op: 'exists', value: '' }] as const;
      expect(await store.count({ where, state: 'all' })).toBe(0);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const named = all.filter(({ token }) => token.includes(secret)).map(({ token }) => token);
    if (!isInCells(store)) await store.deleteMany(named);
    const some = await listed(store, 'active', { decode: false });
    expect(some.filter(({ token }) => named.includes(token) && !isInCells(store))).toEqual([]);
    const left = await store.count({ state: 'all' });
    const { matched, deleted } = await store.deleteAll();
    expect(matched).toBe(left);
    // A cell that cannot be read stays as it is.
    if (!isInCells(store)) expect(deleted).toBe(matched);
    expect(await store.count({ state: 'all' })).toBe(matched - deleted);
  }

  const rowsIn = async (table: string): Promise<number> => {
    const [row] = await query(`SELECT count(*) AS n FROM ${table}`);
    return Number(row?.['n']);
  };
});

const isInCells = ({ info }: SequelizeStore): boolean =>
  info.layout === 'wordpress' || info.layout === 'devise-token-auth';

const tokensOf = (sessions: readonly Session[]): string[] =>
  sessions.map(({ token }) => token).sort();

async function listed(
  store: SequelizeStore,
  state: 'all' | 'active' | 'expired',
  options: Parameters<SequelizeStore['sessions']>[0] = {},
): Promise<Session[]> {
  const sessions: Session[] = [];
  for await (const session of store.sessions({ state, decode: state === 'all', ...options }))
    sessions.push(session);
  return sessions;
}
