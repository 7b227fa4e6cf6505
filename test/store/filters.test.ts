import { BlockList, isIP } from 'node:net';
import { Sequelize } from 'sequelize';
import { expect, it, onTestFinished } from 'vitest';
import {
  SequelizeStore,
  type Condition,
  type Session,
  type SessionFilter,
  type StoreOptions,
} from '../../src/index.js';
import { describeDatabases, type TestDatabase } from '../helpers/databases.js';

type Oracle = (session: Session) => boolean;

const now = Date.parse('2026-06-01T12:00:00Z');
const day = 86_400_000;
const iso = (at: number): string => new Date(at).toISOString();
const quoted = (text: string, { dialect }: TestDatabase): string =>
  `'${text.replaceAll("'", "''").replaceAll('\\', dialect === 'mysql' ? '\\\\' : '\\')}'`;

/** What stands in columns of addresses and agents, and nobody meant to put there. */
const addresses = [
  ...['203.0.113.9', '203.0.113.90', '::ffff:203.0.113.9', '::FFFF:CB00:7109', '2001:DB8::1'],
  ...['203.0.113.9, 10.0.0.1', '10.0.0.1, 203.0.113.9', '203.0.113.9:80', '[2001:db8::1]:443'],
  ...['fe80::1%eth0', 'unknown', '', '%', '10.1.2.3', '203.0.113.9\\', "'; --"],
];
const agents = [
  ...['Mozilla/5.0 Firefox/140', 'mozilla/5.0 FIREFOX', 'curl/8.5', 'CURL', '%', '_', '\\', ''],
  ...['ÄÖ Bot', 'äö bot', '\u212Aonqueror', 'konqueror', 'İPHONE', 'iphone', 'a\u0308o Bot', '𝄞'],
  `Mozilla/5.0 ${'x'.repeat(5000)} curl`,
];
const instants = [now - 40 * day, now - 40 * day + 1, now - 1, now, now + day, -1, 0, 4e14];

const ranges = [
  '203.0.113.9',
  '203.0.113.0/24',
  '10.0.0.0/8',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
];
const texts = ['firefox', 'CURL', '%', '_', '\\', 'Äö', 'konq', 'iphone', 'bot', '/5.0 F', '𝄞'];

/** The same by node's own list; the first of several, without a port. */
function isIn(text: string | null, range: string): boolean {
  const first = text?.split(',')[0]?.trim() ?? '';
  const address = first.replace(/^\[(.*)\]:\d+$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  const plain = address.replace(/%.*/, '').replace(/^::ffff:cb00:7109$/i, '::ffff:203.0.113.9');
  const mapped = plain.replace(/^::ffff:(?=.*\.)/i, '');
  const list = new BlockList();
  const [start = '', bits] = range.split('/');
  const family = (one: string) => (isIP(one) === 4 ? 'ipv4' : 'ipv6');
  list.addSubnet(start, Number(bits ?? 32), family(start));
  return family(start) === family(mapped) && isIP(mapped) > 0 && list.check(mapped, family(mapped));
}

/** Filters on facts, each with what it means, in words of the test's own. */
const factFilters: [SessionFilter, Oracle][] = [
  ...[now - 40 * day, now, 0].flatMap((edge): [SessionFilter, Oracle][] => [
    [{ seenBefore: new Date(edge) }, ({ lastSeen }) => lastSeen !== null && +lastSeen < edge],
    [{ createdBefore: new Date(edge) }, ({ created }) => created !== null && +created < edge],
  ]),
  ...ranges.map((ip): [SessionFilter, Oracle] => [{ ip }, (session) => isIn(session.ip, ip)]),
  ...texts.map((agent): [SessionFilter, Oracle] => [
    { agent },
    (one) => one.agent?.toLowerCase().includes(agent.toLowerCase()) ?? false,
  ]),
  [
    { ip: '0.0.0.0/0', seenBefore: new Date(now), agent: 'o' },
    ({ ip, lastSeen, agent }) =>
      isIn(ip, '0.0.0.0/0') && lastSeen !== null && +lastSeen < now && /o/i.test(agent ?? ''),
  ],
];

/** Filters on who is logged in. */
const whoFilters: [SessionFilter, Oracle][] = [
  [{ anonymous: true }, ({ anonymous }) => anonymous],
  [{ anonymous: false }, ({ users }) => users.some((user) => user !== '0')],
  ...[['7'], ['7', 'ann'], ['nobody']].map((exceptUser): [SessionFilter, Oracle] => [
    { exceptUser },
    ({ users, anonymous, data, size }) =>
      !users.some((user) => exceptUser.includes(user)) &&
      (anonymous || (users.some((user) => user !== '0') && (data !== null || size === 0))),
  ]),
];

describeDatabases((database) => {
  const { dialect } = database;
  const text = (value: string | null): string =>
    value === null ? 'NULL' : quoted(value, database);

  const made = async (columns: string, rows: readonly string[]): Promise<void> => {
    await database.query('DROP TABLE IF EXISTS kept');
    await database.query('DROP TABLE IF EXISTS spare');
    await database.query(`CREATE TABLE kept (${columns})`);
    await database.query(`CREATE TABLE spare (${columns})`);
    await database.query(`INSERT INTO spare VALUES ${rows.map((row) => `(${row})`).join(', ')}`);
    await database.query('INSERT INTO kept SELECT * FROM spare');
  };
  const open = async (
    columns: NonNullable<StoreOptions['columns']>,
    over: string | Sequelize = database.url(),
  ): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(over, { table: 'kept', layout: 'custom', columns });
    onTestFinished(() => store.close());
    return store;
  };
  const tokens = async (store: SequelizeStore, filter: SessionFilter): Promise<string[]> => {
    const found: string[] = [];
    for await (const { token } of store.sessions({ ...filter, decode: false, facts: false }))
      found.push(token);
    return found.sort();
  };

  /** What is shown is what is counted and deleted, and what the filter's own words say. */
  const agree = async (
    store: SequelizeStore,
    filters: [SessionFilter, Oracle][],
  ): Promise<void> => {
    const all: Session[] = [];
    for await (const session of store.sessions({ state: 'all' })) all.push(session);
    expect(all.length).toBeGreaterThan(10);
    let deletions = 0;
    for (const [given, holds] of filters) {
      const filter = { state: 'all', ...given } as const;
      const meant = all
        .filter(holds)
        .map(({ token }) => token)
        .sort();
      expect([given, await tokens(store, filter)]).toEqual([given, meant]);
      expect([given, await store.count(filter)]).toEqual([given, meant.length]);
      const { active, expired } = await store.stats(filter);
      expect([given, active + expired]).toEqual([given, meant.length]);
      if (meant.length === 0 || deletions++ > 8) continue;
      const gone = { matched: meant.length, deleted: meant.length, renewed: 0 };
      expect([given, await store.deleteMatching(filter)]).toEqual([given, gone]);
      const left = all.map(({ token }) => token).filter((token) => !meant.includes(token));
      expect([given, await tokens(store, { state: 'all' })]).toEqual([given, left.sort()]);
      await database.query('DELETE FROM kept');
      await database.query('INSERT INTO kept SELECT * FROM spare');
    }
    expect(deletions).toBeGreaterThan(2);
  };

  const numbers = dialect === 'sqlite' ? ['NULL', "'soon'", "''", '1.5', '-9e99'] : ['NULL', '0'];
  const rows = Array.from({ length: 48 }, (_, i) => {
    const instant = (shift: number): string => {
      const at = (i + shift) % (instants.length + numbers.length);
      return String(instants[at] ?? numbers[at - instants.length]);
    };
    const agent = i === 20 ? null : (agents[i % agents.length] ?? '');
    const address = i === 21 ? null : (addresses[i % addresses.length] ?? '');
    return [`t${i}`, instant(0), instant(3), address, agent] as const;
  });

  it('facts in columns', async () => {
    await made(
      `k varchar(40) PRIMARY KEY, c bigint, s bigint, a varchar(60), b ${dialect === 'mysql' ? 'longtext' : 'text'}`,
      rows.map(([k, c, s, a, b]) => `'${k}', ${c}, ${s}, ${text(a)}, ${text(b)}`),
    );
    const columns = { token: 'k', created: 'c', lastSeen: 's', ip: 'a', agent: 'b' };
    await agree(await open(columns), factFilters);
  });

  it('facts in columns of types of their own', async () => {
    const at = { sqlite: 'text', postgres: 'timestamptz', mysql: 'datetime(3)' }[dialect];
    const ip = dialect === 'postgres' ? 'inet' : 'varchar(60)';
    const instant = (value: string): string => {
      const millis = Number(value);
      if (value === 'NULL' || Number.isNaN(millis) || Math.abs(millis) > 9e12) return 'NULL';
      const written = iso(millis);
      return dialect === 'mysql' ? `'${written.slice(0, -1).replace('T', ' ')}'` : `'${written}'`;
    };
    const address = (value: string | null): string => {
      const plain = value?.replace(/%.*/, '') ?? '';
      return text(dialect === 'postgres' && isIP(plain) === 0 ? null : plain);
    };
    await made(
      `k varchar(40) PRIMARY KEY, c ${at}, s ${at}, a ${ip}, b varchar(9999)`,
      rows.map(
        ([k, c, s, a, b]) => `'${k}', ${instant(c)}, ${instant(s)}, ${address(a)}, ${text(b)}`,
      ),
    );
    const columns = { token: 'k', created: 'c', lastSeen: 's', ip: 'a', agent: 'b' };
    await agree(await open(columns), factFilters);
  });

  it.each([
    ['varchar(40)', [null, '', '0', '7', 'ann', 'Ann', ' ', '07']],
    ['integer', [null, '0', '7', '8', '-7']],
  ])('who is logged in, by a column of %s', async (type, users) => {
    const all = Array.from(
      { length: 16 },
      (_, i) => `'t${i}', ${text(users[i % users.length] ?? null)}`,
    );
    await made(`k varchar(40) PRIMARY KEY, u ${type}`, all);
    await agree(await open({ token: 'k', user: 'u' }), whoFilters);
  });

  it('who is logged in, by payloads and a column', async () => {
    const payloads = [
      ...['{}', '{"user":{"id":7}}', '{"userID":"ann"}', '{"userID":0}', '{"a":{"userID":7}}'],
      ...['{"userID":7,', 'null', '', '[]', '{"passport":{"user":8},"user_id":9}', '"7"'],
    ];
    const users = [null, '', '0', '7', 'ann'];
    const all = payloads.flatMap((data, i) =>
      users.map((user, n) => `'t${i}-${n}', ${text(data)}, ${text(user)}`),
    );
    await made('k varchar(40) PRIMARY KEY, d text, u varchar(40)', [...all, "'none', NULL, NULL"]);
    const store = await open({ token: 'k', data: 'd', user: 'u' });
    await agree(store, whoFilters);

    // They part the table, but for what nobody can tell.
    const [nobody, somebody] = [
      await store.count({ anonymous: true }),
      await store.count({ anonymous: false }),
    ];
    const unreadable = all.filter(
      (row) => row.includes(`'{"userID":7,'`) && !/'(?:7|ann)'$/.test(row),
    );
    expect(unreadable).toHaveLength(3);
    expect(nobody + somebody + unreadable.length).toBe(all.length + 1);
  });

  it('what columns tell is known, whatever becomes of a payload or an end', async () => {
    const payloads = ['{}', '{"a":', 'null', ''];
    const ends = [now + day, now - day, 5].flatMap((end) => payloads.map((data) => [end, data]));
    const all = ends.flatMap(([end, data], i) =>
      [null, '10.0.0.1'].map(
        (ip, n) => `'t${i}-${n}', '${data}', ${end}, ${text(ip)}, ${text(ip)}`,
      ),
    );
    await made('k varchar(40) PRIMARY KEY, d text, e bigint, a varchar(40), b varchar(40)', all);
    const columns = { token: 'k', data: 'd', expiry: 'e', lastSeen: 'e', ip: 'a', agent: 'b' };
    const where = (path: string, op: Condition['op'], value = ''): SessionFilter => ({
      where: [{ path, op, value }],
    });
    const none: Oracle = ({ token }) => token.endsWith('-0');
    await agree(await open(columns), [
      [where('ip', 'missing'), none],
      [where('ip', '!=', '10.0.0.1'), none],
      [where('ip', '!=', '10.0.0.2'), () => true],
      [where('agent', 'missing'), none],
      [where('agent', '!=', '10.0.0.1'), none],
      [where('device', 'missing'), () => true],
      [where('expiry', 'missing'), () => false],
      [where('lastSeen', 'missing'), () => false],
    ]);
  });

  it('a session that was used meanwhile is not deleted', async () => {
    const old = now - 40 * day;
    await made(
      'k varchar(40) PRIMARY KEY, s bigint, a varchar(40), u integer',
      [1, 2, 3, 4].map((n) => `'t${n}', ${old}, '10.0.0.${n}', ${n % 2}`),
    );
    const url = database.url().replace(/^mariadb:/, 'mysql:');
    const sequelize =
      dialect === 'sqlite'
        ? new Sequelize({ dialect, storage: url, logging: false })
        : new Sequelize(url, { logging: false });
    onTestFinished(() => sequelize.close());
    const query = sequelize.query.bind(sequelize) as (...args: unknown[]) => Promise<unknown>;
    let meanwhile: string | null = null;
    Object.assign(sequelize, {
      query: async (sql: string, ...rest: unknown[]) => {
        if (meanwhile !== null && sql.startsWith('DELETE')) {
          const statement = meanwhile;
          meanwhile = null;
          await database.query(statement);
        }
        return query(sql, ...rest);
      },
    });
    const store = await open({ token: 'k', lastSeen: 's', ip: 'a', user: 'u' }, sequelize);
    const renewed = async (filter: SessionFilter, change: string): Promise<void> => {
      meanwhile = `UPDATE kept SET ${change} WHERE k = 't1'`;
      const before = await store.count(filter);
      const result = await store.deleteMatching({ state: 'all', ...filter });
      expect(result).toEqual({ matched: before, deleted: before - 1, renewed: 1 });
      expect(await tokens(store, { state: 'all' })).toContain('t1');
      await database.query('DELETE FROM kept');
      await database.query('INSERT INTO kept SELECT * FROM spare');
    };
    await renewed({ seenBefore: new Date(now - 30 * day) }, `s = ${now}`);
    await renewed({ ip: '10.0.0.0/24' }, "a = '192.0.2.1'");
    await renewed({ anonymous: false }, 'u = 0');
    await renewed({ exceptUser: '3' }, 'u = 3');
  });

  it('what the table does not tell is refused, with what it has', async () => {
    await made('k varchar(40) PRIMARY KEY, s bigint', [`'t1', ${now}`]);
    const store = await open({ token: 'k', lastSeen: 's' });
    const has = 'of created, lastSeen, ip, agent, device it has lastSeen';
    for (const [filter, says] of [
      [{ ip: '10.0.0.1' }, `does not tell ip of its sessions (${has})`],
      [{ agent: 'x' }, `does not tell agent of its sessions (${has})`],
      [{ createdBefore: new Date() }, `does not tell created of its sessions (${has})`],
      [{ anonymous: true }, 'does not tell who is logged in: it has k, s'],
      [{ anonymous: false }, 'does not tell who is logged in'],
      [{ exceptUser: 'ann' }, 'does not tell who is logged in'],
    ] as [SessionFilter, string][]) {
      const error = { code: 'INVALID_ARGUMENT', message: expect.stringContaining(says) as string };
      await expect(store.count(filter)).rejects.toMatchObject(error);
      await expect(store.deleteMatching(filter)).rejects.toMatchObject(error);
      await expect(tokens(store, filter)).rejects.toMatchObject(error);
    }
    expect(await store.count({ state: 'all' })).toBe(1);
  });

  it('an address that is none is refused', async () => {
    await made('k varchar(40) PRIMARY KEY, a varchar(40)', ["'t1', 'x'"]);
    const store = await open({ token: 'k', ip: 'a' });
    await expect(store.deleteMatching({ ip: '10.0.0.5/8' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
