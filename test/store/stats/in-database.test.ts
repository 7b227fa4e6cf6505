import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  SequelizeStore,
  type Condition,
  type Grouping,
  type GroupSort,
  type Session,
  type SessionFilter,
  type StoreOptions,
} from '../../../src/index.js';
import { TestClock } from '../../helpers/clock.js';
import { describeDatabases } from '../../helpers/databases.js';
import { useFolder } from '../../helpers/folder.js';
import { withSqlite } from '../../helpers/sqlite.js';

const now = '2026-06-01T12:00:00.000Z';

/** Who is nobody, what is no session, who was logged out and what has no end: all by the columns. */
const layoutData: NonNullable<StoreOptions['layoutData']> = {
  title: 'a shop',
  columns: {
    token: ['token'],
    expiry: ['expires'],
    user: ['who'],
    revoked: ['gone'],
    revokedForm: 'positive',
  },
  where: [{ column: 'kind', is: ['login'] }],
  expiry: { form: 'auto', null: 'expired' },
  payload: null,
  user: { guests: ['0', 'guest'] },
  facts: {
    created: { columns: ['made'] },
    lastSeen: { columns: ['seen'] },
    ip: { columns: ['ip'] },
    agent: { columns: ['agent'] },
  },
};

interface Ugly {
  readonly who: readonly string[];
  readonly expires: readonly string[];
  readonly times: readonly string[];
}

const shared = {
  ip: [
    "'203.0.113.9'",
    "'2001:db8::1'",
    "'2001:DB8::1'",
    "''",
    "' '",
    'NULL',
    "'10.0.0.1, 10.0.0.2'",
  ],
  agent: [
    "'curl/8.5.0'",
    "'curl/8.5.1'",
    "'Curl/8.5.0'",
    "'curl/8.5.0 '",
    "''",
    'NULL',
    "'Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0'",
    "'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0'",
  ],
  kind: ["'login'", "'login'", "'login'", "'api'"],
  gone: ['NULL', '0', '0', '1'],
  token: ["''", "'t1'", "'t2'", "'t3'"],
};

/** What text columns hold everywhere: guests, cases, blanks, what a collation takes for the same. */
const users = [
  "'ann'",
  "'Ann'",
  "'ann '",
  "'ánn'",
  "'42'",
  "'0'",
  "'guest'",
  "''",
  'NULL',
  "'\u{1f600}'",
  "'\uff5e'",
  "'\u202e'",
];

const onSqlite: Ugly = {
  who: users,
  expires: [
    'NULL',
    "'2026-06-01T12:00:00.000Z'",
    "'2026-06-01T11:59:59.999Z'",
    "'2026-06-01 13:00:00+01:00'",
    "'2026-06-01 12:00:00-00:30'",
    "'2999-12-31'",
    "'0001-01-01'",
    "'never'",
    "''",
    '0',
    '1780315200',
    '1780315199.5',
    '1780315200000',
    '2461193.25',
    "'1969-12-31T23:59:59Z'",
    "'1970-01-01T00:00:00Z'",
  ],
  times: [
    'NULL',
    "'2026-05-01T10:02:03.004Z'",
    "'2026-05-01 10:04:59'",
    "'2026-05-01 10:05:00'",
    '1777629600',
    "'1969-12-31T23:59:59.999Z'",
    "'nonsense'",
    "'1970-01-01T00:00:00Z'",
    "'2026-02-31'",
  ],
};

const columns = ['token', 'who', 'expires', 'made', 'seen', 'ip', 'agent', 'kind', 'gone'] as const;

/** Rows as SQL literals, of which each column holds something of its own. */
const rowsOf = ({ who, expires, times }: Ugly): fc.Arbitrary<string[]> => {
  const pick = (literals: readonly string[]) => fc.constantFrom(...literals);
  const row = fc.tuple(
    pick(shared.token),
    pick(who),
    pick(expires),
    pick(times),
    pick(times),
    pick(shared.ip),
    pick(shared.agent),
    pick(shared.kind),
    pick(shared.gone),
  );
  return fc.array(
    row.map((values) => `(${values.join(', ')})`),
    { minLength: 1, maxLength: 60 },
  );
};

const filters: readonly SessionFilter[] = [
  {},
  { state: 'active' },
  { state: 'expired' },
  { user: ['ann', '42'] },
  { exceptUser: 'ann' },
  { anonymous: true },
  { anonymous: false, expiresBefore: new Date('2030-01-01') },
  { createdBefore: new Date('2026-05-01T10:05:00Z') },
  { where: [{ path: 'state', op: '=', value: 'active' }] },
  {
    where: [
      { path: 'state', op: '!=', value: 'active' },
      { path: 'user', op: '=', value: 'ann' },
    ],
  },
  { where: [{ path: 'expiry', op: '<=', value: now }] },
  { where: [{ path: 'lastSeen', op: '>', value: '2026-05-01T10:04:59.999Z' }] },
  { where: [{ path: 'created', op: '=', value: '2026-05-01T10:05:00Z' }] },
];

const groupings: readonly (readonly [Grouping, readonly GroupSort[]])[] = [
  ['user', ['sessions', 'active', 'lastSeen', 'key']],
  ['ip', ['sessions', 'users', 'key']],
  ['day', ['sessions', 'lastSeen', 'users']],
];

/** By a condition that holds for all, rows are read. */
const readAll = { path: 'state', op: 'exists', value: '' } as const;

/** Whether a session is what one of the conditions above says. */
function holds(session: Session, { path, op, value }: Condition): boolean {
  const found = session[path as 'user' | 'state' | 'expiry' | 'lastSeen' | 'created'];
  const [one, other] = [found, found instanceof Date ? new Date(value) : value].map(Number);
  if (one === undefined || other === undefined) return false;
  if (op === '<=') return found !== null && one <= other;
  if (op === '>') return found !== null && one > other;
  const isEqual = found instanceof Date ? one === other : found === value;
  return isEqual === (op === '=');
}

/** What rows tell where all of each kind are told, cut to the first. */
async function expectSame(store: SequelizeStore, filter: SessionFilter): Promise<void> {
  const which = { state: 'all', ...filter } as const;
  const { where = [] } = filter;
  if (where.length > 0) {
    let pass = 0;
    for await (const session of store.sessions({ state: 'all' })) {
      if (where.every((condition) => holds(session, condition))) pass++;
    }
    expect([filter, await store.count(which)]).toEqual([filter, pass]);
  }
  const rows = await store.stats({ ...which, top: Infinity });
  for (const top of [0, 1, 3, 100]) {
    expect(await store.stats({ ...which, top })).toEqual({
      ...rows,
      topUsers: rows.topUsers?.slice(0, top),
      ips: rows.ips?.slice(0, top),
      devices: rows.devices?.slice(0, top),
    });
  }
  for (const [by, sorts] of groupings) {
    for (const sort of sorts) {
      const all = await store.groups(by, { ...which, sort, where: [...where, readAll] });
      expect(await store.groups(by, { ...which, sort, limit: 2 })).toEqual({
        ...all,
        groups: all.groups.slice(0, 2),
      });
    }
  }
  const read = { ...which, where: [...where, readAll] };
  expect(await store.groups('state', which)).toEqual(await store.groups('state', read));
  expect(await store.groups('day', { ...which, limit: 2 })).toEqual(
    await store.groups('day', { ...read, limit: 2 }),
  );
}

/** Whether the database grouped the rows for some numbers. */
async function groupsThem(
  url: string,
  options: StoreOptions,
  filter: SessionFilter = {},
): Promise<boolean> {
  const said: string[] = [];
  const onSql = (sql: string): unknown => said.push(sql);
  await using store = await SequelizeStore.open(url, { ...options, onSql, readOnly: true });
  said.length = 0;
  await store.stats(filter);
  return !said.some((sql) => /ORDER BY (?!CASE|n )\S+ LIMIT/.test(sql));
}

const options: StoreOptions = {
  layoutData,
  clock: new TestClock(now),
  readOnly: true,
  people: false,
};

describe('grouped by the database, sessions have the numbers that they add up to', () => {
  const folder = useFolder();

  it('of any rows on SQLite', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(rowsOf(onSqlite), fc.constantFrom(...filters), async (rows, filter) => {
        const path = folder.file(`${n++}.db`);
        await withSqlite(path, async (file) => {
          await file.exec(`CREATE TABLE sessions (token TEXT, who TEXT COLLATE NOCASE, expires, made, seen,
            ip TEXT, agent TEXT COLLATE NOCASE, kind TEXT, gone INTEGER)`);
          await file.exec(`INSERT INTO sessions VALUES ${rows.join(', ')}`);
        });
        await using store = await SequelizeStore.open(path, options);
        await expectSame(store, filter);
      }),
      { numRuns: 12 },
    );
  });

  it('of whole numbers, and of what is shown in other words than the database has for it', async () => {
    const path = folder.file('app.db');
    const put = (values: string): Promise<void> =>
      withSqlite(path, (file) =>
        file.exec(`INSERT INTO sessions (token, who, kind, expires, ip) VALUES ${values}`),
      );
    await withSqlite(path, (file) =>
      file.exec(`CREATE TABLE sessions (token, who, expires, made, seen, ip, agent, kind, gone)`),
    );
    const later = "'login', '2999-01-01'";
    await put(`('t1', 42, ${later}, '10.0.0.1'), ('t2', '42', ${later}, NULL),
      ('t3', 9007199254740993, ${later}, '10.0.0.1'), ('t4', 0, ${later}, '')`);
    expect(await groupsThem(path, options)).toBe(true);
    await using store = await SequelizeStore.open(path, options);
    await expectSame(store, {});
    await put(`('t5', 42, ${later}, '10.0.0.1/32')`);
    expect(await groupsThem(path, options)).toBe(false);
    await expectSame(store, {});
    await withSqlite(path, (file) => file.exec('UPDATE sessions SET ip = NULL'));
    expect(await groupsThem(path, options)).toBe(true);
    await put(
      `('t6', 42.5, ${later}, NULL), ('t7', x'3432', ${later}, NULL), ('t8', x'ff', ${later}, NULL)`,
    );
    expect(await groupsThem(path, options)).toBe(false);
    await expectSame(store, {});
  });

  it('reads the rows where somebody writes meanwhile to a file that has no WAL', async () => {
    const path = folder.file('app.db');
    await withSqlite(path, (file) =>
      file.exec(`CREATE TABLE sessions (token, who, expires, made, seen, ip, agent, kind, gone);
        INSERT INTO sessions (token, who, kind, expires) VALUES ('t1', 'ann', 'login', '2999-01-01')`),
    );
    for (const wal of [false, true]) {
      if (wal) await withSqlite(path, (file) => file.exec('PRAGMA journal_mode = WAL'));
      await using store = await SequelizeStore.open(path, options);
      let written: Promise<void> | undefined;
      const found = await store.stats({
        onProgress: () => {
          written ??= withSqlite(path, (file) =>
            file.exec(`INSERT INTO sessions (token, who, kind, expires)
              VALUES ('t${wal ? 3 : 2}', 'bob', 'login', '2999-01-01')`),
          );
        },
      });
      await written;
      const told = found.topUsers?.reduce((all, { sessions }) => all + sessions, 0);
      expect(told).toBe(found.active + found.expired);
    }
  });
});

const types = {
  sqlite: { who: 'TEXT', instant: 'TEXT' },
  postgres: { who: 'varchar(60)', instant: 'timestamptz' },
  mysql: { who: 'varchar(60)', instant: 'datetime(3)' },
};

describeDatabases(
  (database) => {
    it('of rows as a server has them', async () => {
      const { dialect } = database;
      const { who, instant } = types[dialect];
      const marks = {
        sqlite: [],
        postgres: ["'infinity'", "'-infinity'"],
        mysql: ["'1000-01-01'"],
      };
      const times = [
        'NULL',
        "'2026-05-01 10:02:03.004'",
        "'2026-05-01 10:04:59.999'",
        "'2026-05-01 10:05:00'",
        "'1969-12-31 23:59:59'",
      ];
      const ugly: Ugly = {
        who: users,
        expires: [
          ...times,
          "'2026-06-01 12:00:00'",
          "'2026-06-01 11:59:59.999'",
          "'9999-12-31'",
          ...marks[dialect],
        ],
        times,
      };
      await database.query(`CREATE TABLE sessions (token varchar(60), who ${who}, expires ${instant} NULL,
        made ${instant} NULL, seen ${instant} NULL, ip varchar(60), agent text, kind varchar(9), gone integer)`);
      const [rows = []] = fc.sample(fc.array(rowsOf(ugly), { minLength: 6, maxLength: 6 }), {
        numRuns: 1,
        seed: 12,
      });
      await database.query(
        `INSERT INTO sessions (${columns.join(', ')}) VALUES ${rows.flat().join(', ')}`,
      );
      const given = { ...options, clock: new TestClock(now) };
      for (const filter of filters) {
        expect([filter, await groupsThem(database.url(), given, filter)]).toEqual([filter, true]);
      }
      await using store = await SequelizeStore.open(database.url(), given);
      for (const filter of filters) await expectSame(store, filter);
    });
  },
  ['PostgreSQL', 'MariaDB'],
);
