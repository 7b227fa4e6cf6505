import { expect, it, onTestFinished } from 'vitest';
import { gob } from '../../src/codecs/gob/index.js';
import { SequelizeStore, type ScanOptions, type Session } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const now = Date.parse('2026-06-15T12:00:00.678Z');
const hour = 3_600_000;
const iso = (at: number): string => new Date(at).toISOString();
const spaced = (at: number): string => iso(at).slice(0, 23).replace('T', ' ');
const text = (value: string): string => `'${value}'`;
const second = (at: number): number => Math.floor(at / 1000) * 1000;

/** How a column holds an instant: the SQL of it, and what is left of its milliseconds. */
interface Form {
  type: string;
  write: (at: number) => string;
  unit?: number;
}
const asText = {
  iso: (at: number) => text(iso(at)),
  spaced: (at: number) => text(spaced(at)),
  offset: (at: number) => text(`${spaced(at + 2 * hour)}+02:00`),
};
const inNumbers = (long: string, fraction: string): Form[] => [
  { type: long, write: (at) => String(second(at) / 1000), unit: 1000 },
  { type: long, write: String },
  { type: fraction, write: (at) => String(at / 1000) },
];
const forms: Record<'sqlite' | 'postgres' | 'mysql', Form[]> = {
  sqlite: [
    ...Object.values(asText).map((write) => ({ type: 'text', write })),
    ...inNumbers('integer', 'real'),
    { type: 'datetime', write: (at) => String(at / 86_400_000 + 2440587.5) },
  ],
  postgres: [
    { type: 'timestamptz', write: asText.offset },
    { type: 'timestamp', write: asText.spaced },
    { type: 'timestamptz(0)', write: (at) => asText.iso(second(at)), unit: 1000 },
    ...Object.values(asText).map((write) => ({ type: 'text', write })),
    { type: 'integer', write: (at) => String(second(at) / 1000), unit: 1000 },
    ...inNumbers('bigint', 'numeric'),
  ],
  mysql: [
    { type: 'datetime', write: (at) => asText.spaced(second(at)), unit: 1000 },
    { type: 'datetime(6)', write: asText.spaced },
    ...Object.values(asText).map((write) => ({ type: 'varchar(40)', write })),
    { type: 'int unsigned', write: (at) => String(second(at) / 1000), unit: 1000 },
    ...inNumbers('bigint', 'decimal(20,3)'),
  ],
};

const tokens = (sessions: readonly Session[]): string[] =>
  sessions.map(({ token }) => token).sort();

describeDatabases((database) => {
  const { dialect } = database;
  const columns = { token: 'k', user: 'u', created: 'c', lastSeen: 's', ip: 'a', agent: 'b' };
  const made = async (declared: string, rows: readonly string[]): Promise<SequelizeStore> => {
    await database.query(
      `DROP TABLE IF EXISTS kept;\nCREATE TABLE kept (${declared});\nINSERT INTO kept VALUES ${rows.map((row) => `(${row})`).join(', ')}`,
    );
    const store = await SequelizeStore.open(database.url(), {
      table: 'kept',
      layout: 'custom',
      columns,
      clock: new TestClock(iso(now)),
    });
    onTestFinished(() => store.close());
    return store;
  };
  const listed = async (store: SequelizeStore, options: ScanOptions = {}): Promise<Session[]> => {
    const sessions: Session[] = [];
    for await (const session of store.sessions({ state: 'all', ...options }))
      sessions.push(session);
    return sessions;
  };

  /** Whole hours of the second within the hour, of which some are the same and every fourth is none. */
  const at = (n: number, step: number): number | null =>
    n % 4 === 3 ? null : now - ((n * step) % 7) * hour;
  const users = ['7', '8', '10', null, '8'] as const;

  it.each(
    forms[dialect].map((form, n) => {
      const user = n % 2 === 0 ? 'integer' : 'varchar(10)';
      return [form.type, form.write(now), user, form] as const;
    }),
  )(
    'instants in a column of %s, such as %s, and users in one of %s, are read, sorted and asked for',
    async (type, _, user, { write, unit = 1 }) => {
      const kept = (instant: number | null): Date | null =>
        instant === null ? null : new Date(unit === 1000 ? second(instant) : instant);
      const rows = Array.from({ length: 11 }, (__, n) => ({
        key: `t${n}`,
        user: users[n % users.length] ?? null,
        created: at(n, 3),
        lastSeen: at(n + 1, 5),
      }));
      const sql = (instant: number | null): string => (instant === null ? 'NULL' : write(instant));
      const store = await made(
        `k varchar(20) PRIMARY KEY, u ${user}, c ${type} NULL, s ${type} NULL, a varchar(40), b text`,
        rows.map(
          (row) =>
            `'${row.key}', ${row.user ?? 'NULL'}, ${sql(row.created)}, ${sql(row.lastSeen)}, NULL, NULL`,
        ),
      );
      const all = await listed(store, { sort: 'token' });
      const told = all.map(({ token, created, lastSeen }) => ({ token, created, lastSeen }));
      const written = rows.map(({ key, created, lastSeen }) => ({
        token: key,
        created: kept(created),
        lastSeen: kept(lastSeen),
      }));
      expect(told).toEqual(written.sort((one, other) => (one.token < other.token ? -1 : 1)));

      for (const sort of ['user', 'created', 'lastSeen'] as const) {
        const sorted = await listed(store, { sort, pageSize: 2 });
        expect(tokens(sorted)).toEqual(tokens(all));
        const values = sorted.map(({ [sort]: value }) =>
          value instanceof Date || (value !== null && user === 'integer') ? Number(value) : value,
        );
        const there = values.filter((value) => value !== null);
        expect([sort, there]).toEqual([
          sort,
          there.toSorted((one, other) => (one < other ? -1 : Number(one > other))),
        ]);
        // What is nothing comes last.
        expect(there.length).toBeLessThan(values.length);
        expect(values.slice(0, there.length)).toEqual(there);
      }

      const edge = kept(now - 2 * hour) ?? new Date(0);
      for (const path of ['created', 'lastSeen'] as const) {
        for (const [op, holds] of [
          ['<', (value: Date) => value < edge],
          ['>=', (value: Date) => value >= edge],
          ['=', (value: Date) => +value === +edge],
        ] as const) {
          const where = [{ path, op, value: edge.toISOString() }];
          const meant = all.filter(({ [path]: value }) => value !== null && holds(value));
          expect(meant.length).toBeGreaterThan(0);
          expect(tokens(await listed(store, { where }))).toEqual(tokens(meant));
          expect(await store.count({ state: 'all', where })).toBe(meant.length);
        }
      }
    },
  );

  const addresses = {
    sqlite: ['text', 'blob'],
    postgres: ['text', 'inet', 'cidr', 'bytea'],
    mysql: ['varchar(45)', 'varbinary(45)', 'blob'],
  }[dialect];

  it.each(addresses)('addresses and agents in columns of %s', async (type) => {
    const ips = ['203.0.113.9', '2001:db8::1', '203.0.113.0/24', null];
    const agent = { postgres: 'bytea', mysql: 'blob', sqlite: 'blob' }[dialect];
    const isBytes = /blob|binary/.test(type);
    const bytes = (value: string): string =>
      dialect === 'postgres'
        ? `'${value}'::bytea`
        : `CAST('${value}' AS ${dialect === 'sqlite' ? 'BLOB' : 'BINARY'})`;
    const store = await made(
      `k varchar(20) PRIMARY KEY, u integer, c text, s text, a ${type}, b ${agent}`,
      ips.map((ip, n) => {
        const stored = ip === null ? 'NULL' : isBytes ? bytes(ip) : `'${ip}'`;
        return `'t${n}', 1, NULL, NULL, ${stored}, ${bytes(`curl/8.${n}`)}`;
      }),
    );
    const sessions = await listed(store, { device: true, sort: 'token' });
    expect(sessions.map(({ ip }) => ip)).toEqual(ips);
    expect(sessions.map((session) => [session.agent, session.device])).toEqual(
      ips.map((_, n) => [`curl/8.${n}`, `curl 8.${n}`]),
    );
    const where = async (path: string, op: '=' | '~' | 'missing', value: string) =>
      tokens(await listed(store, { where: [{ path, op, value }] }));
    expect(await where('ip', '=', '203.0.113.9')).toEqual(['t0']);
    expect(await where('ip', '=', '2001:0DB8::/32')).toEqual(['t1']);
    expect(await where('ip', 'missing', '')).toEqual(['t3']);
    expect(await where('agent', '~', '8.2')).toEqual(['t2']);
    expect(await where('device', '=', 'curl 8.3')).toEqual(['t3']);
    // What was read is written back as the column wants it.
    const written = { token: 't9', data: null, expiry: null, user: '1' };
    await store.commit({ ...written, ip: '203.0.113.10', agent: 'curl/8.9' });
    expect(await store.get('t9', { device: true })).toMatchObject({
      ip: '203.0.113.10',
      agent: 'curl/8.9',
      device: 'curl 8.9',
    });
    expect(tokens(await listed(store, { ip: '203.0.113.10', agent: 'CURL' }))).toEqual(['t9']);
  });

  it('the last use of SCS by its idle timeout, where its end does not stand at the deadline', async () => {
    const opened = async (lifetime?: number): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(database.url(), {
        table: 'scs_idle',
        layout: 'scs',
        create: true,
        clock: new TestClock(iso(now)),
        ...(lifetime !== undefined && { lifetime }),
      });
      onTestFinished(() => store.close());
      return store;
    };
    const minute = 60_000;
    const [plain, store] = [await opened(), await opened(20 * minute)];
    const envelope = { Deadline: iso(now + 5 * hour), Values: { n: 1 } };
    // Each with its end, its deadline or its payload, and when it was used last.
    const rows: [string, number, number | string, number | null][] = [
      ['used', now + 15 * minute, now + 5 * hour, now - 5 * minute],
      ['over', now - 5 * minute, now + 5 * hour, now - 25 * minute],
      ['json', now + 2 * minute, JSON.stringify(envelope), now - 18 * minute],
      ['at the deadline', now + 3 * minute, now + 3 * minute, null],
      ['past the deadline', now + 3 * minute, now + 2 * minute, null],
      ['in the future', now + 21 * minute, now + 5 * hour, null],
      ['no deadline', now + 3 * minute, '{"n":1}', null],
      ['damaged', now + 3 * minute, '\u0001', null],
    ];
    for (const [token, at, end] of rows) {
      const data =
        typeof end === 'string'
          ? Buffer.from(end)
          : gob.encode({ n: 1 }, { expiry: new Date(end) }).payload;
      await plain.commit({ token, data, expiry: new Date(at) });
    }
    const sessions = await listed(store);
    const told = (token: string): Session | undefined =>
      sessions.find((session) => session.token === token);
    for (const [token, , , used] of rows) {
      expect([token, told(token)?.lastSeen]).toEqual([token, used && new Date(used)]);
    }
    // Nothing else comes of it: neither another end nor another purge.
    const without = await listed(plain);
    expect(without.map(({ lastSeen }) => lastSeen)).toEqual(rows.map(() => null));
    expect(sessions.map((session) => ({ ...session, lastSeen: null }))).toEqual(without);
    expect(store.info.expiry).toEqual(plain.info.expiry);
    await expect(plain.count({ seenBefore: new Date(now) })).rejects.toThrow('does not tell');
    const quiet = { seenBefore: new Date(now - 10 * minute) } as const;
    expect(tokens(await listed(store, quiet))).toEqual(['json', 'over']);
    expect(await store.deleteMatching({ ...quiet, state: 'active' })).toMatchObject({ deleted: 1 });
    expect((await store.purge()).deleted).toBe(1);
    expect(tokens(await listed(store))).toEqual(
      rows.flatMap(([token]) => (token === 'json' || token === 'over' ? [] : token)).sort(),
    );
  });
});
