import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';
import { everyServer } from '../helpers/servers.js';

const now = new Date('2026-06-15T12:00:00.500Z');
const hour = 3_600_000;

/** Values around every threshold, and those with a meaning of their own. */
const numbers = [
  '0', '-1', '-1e15', '1', '7200', '99999999', '100000000', '99999999999', '100000000000',
  '1721425', '2460000.5', '5373484.5', '253402300799', '253402300800', '253402300801',
  `${Math.floor(now.getTime() / 1000) - 1}`, `${Math.floor(now.getTime() / 1000)}`,
  `${Math.floor(now.getTime() / 1000) + 1}`, `${now.getTime() - 1}`, `${now.getTime()}`,
  `${now.getTime() + 1}`, '253402300799999', '253402300800000', '8640000000000000',
  '9223372036854775807',
]; // prettier-ignore
const wholeNumbers = numbers.filter((number) => !/[.e]/.test(number));
const texts = [
  '', ' ', 'never', '0000-00-00', '0000-00-00 00:00:00', '2026-00-00', '2026-02-30 00:00:00',
  '2024-02-29', '2025-02-29', '0001-01-01', '9999-12-31T23:59:59Z', '12026-01-01', ' 2026-01-01',
  '2026-01-01 ', '2026-06-15 12:00:00.499', '2026-06-15T12:00:00.500Z', '2026-06-15 12:00:00.501',
  '2026-06-15T14:00:00.499999+02:00', '2026-06-15 07:00:00.500 -05:00', '2026-06-15 12:00',
  '2026-06-16T02:30:00.499+14:59', '1781524800', 'infinity', '-infinity', 'NaN', 'Invalid date',
  '0', '7200', '999999999', '1000000000', '1781524799', '1781524801', '2000000000', '9999999999',
  '999999999999', '1000000000000', '1781524800499', '1781524800500', '1781524800501',
  '2000000000000', '9999999999999', '10000000000000', '01781524799', '+1781524799', '1781524799 ',
  '1781524799.5', '1.78e9', '9223372036854775807', '1781524799499x',
].map((text) => `'${text}'`); // prettier-ignore
const postgresDates = [
  '-infinity', 'infinity', '0044-03-15 00:00:00+00 BC', '0001-01-01 00:00:00+00',
  '9999-12-31 23:59:59+00', '290000-01-01 00:00:00+00', '2026-06-15 12:00:00.499999+00',
  '2026-06-15 12:00:00.5+00', '2026-06-15 12:00:00.501+00', '2026-06-17 00:00:00+00',
].map((date) => `'${date}'`); // prettier-ignore
const mysqlDates = [
  '0000-00-00', '2026-00-00', '2026-05-00', '0000-05-05', '0001-01-01', '9999-12-31',
  '2026-06-15 12:00:00.499', '2026-06-15 12:00:00.500', '2026-06-15 12:00:00.501', '2030-01-01',
].map((date) => `'${date}'`); // prettier-ignore

interface Zoo {
  type: string;
  values: readonly string[];
  formats: readonly NonNullable<StoreOptions['expiryFormat']>[];
}

const zoos: Record<'sqlite' | 'postgres' | 'mysql', readonly Zoo[]> = {
  sqlite: [
    {
      type: 'any',
      values: [...numbers, ...texts, "x'00'", '9e999', '-9e999'],
      formats: ['auto', 'iso', 'utc', 'seconds', 'milliseconds', 'julian'],
    },
    // What is put there as a number becomes text.
    {
      type: 'varchar(60)',
      values: [...wholeNumbers, ...texts],
      formats: ['auto', 'iso', 'seconds', 'milliseconds'],
    },
  ],
  postgres: [
    { type: 'timestamptz', values: postgresDates, formats: ['auto'] },
    { type: 'timestamp', values: postgresDates, formats: ['utc', 'connection'] },
    { type: 'bigint', values: wholeNumbers, formats: ['seconds', 'milliseconds'] },
    { type: 'numeric', values: [...numbers, "'NaN'"], formats: ['seconds', 'milliseconds'] },
    {
      type: 'double precision',
      values: [...numbers, "'NaN'", "'infinity'", "'-infinity'"],
      formats: ['seconds', 'milliseconds'],
    },
    { type: 'text', values: texts, formats: ['auto', 'iso', 'utc', 'seconds', 'milliseconds'] },
  ],
  mysql: [
    { type: 'datetime(3)', values: mysqlDates, formats: ['auto', 'connection'] },
    {
      type: 'timestamp(3)',
      values: ["'0000-00-00'", "'2026-06-15 11:00:00'", "'2026-06-15 13:00:00'"],
      formats: ['auto'],
    },
    { type: 'bigint', values: wholeNumbers, formats: ['seconds', 'milliseconds'] },
    {
      type: 'bigint unsigned',
      values: wholeNumbers.filter((number) => !number.startsWith('-')),
      formats: ['seconds', 'milliseconds'],
    },
    { type: 'double', values: numbers, formats: ['seconds', 'milliseconds'] },
    {
      type: 'varchar(60)',
      values: texts,
      formats: ['auto', 'iso', 'utc', 'seconds', 'milliseconds'],
    },
  ],
};

describeDatabases((database) => {
  const fill = async ({ type, values }: Zoo): Promise<void> => {
    const rows = [...values, 'NULL'].map(
      (value, i) => `('t${String(i).padStart(3, '0')}', ${value})`,
    );
    const mode =
      database.dialect === 'mysql'
        ? "SET SESSION sql_mode = '', time_zone = @@global.time_zone;\n"
        : '';
    await database.query(
      `${mode}DROP TABLE IF EXISTS zoo;\nCREATE TABLE zoo (token varchar(40) PRIMARY KEY, until ${type} NULL);\n` +
        `CREATE INDEX zoo_until ON zoo (until);\nINSERT INTO zoo VALUES ${rows.join(', ')}`,
    );
  };
  const open = async (expiryFormat: Zoo['formats'][number]): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      table: 'zoo',
      layout: 'custom',
      columns: { token: 'token', expiry: 'until' },
      expiryFormat,
      clock: new TestClock(now),
      create: false,
      cleanupInterval: 0,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const tokens = async (store: SequelizeStore, state: 'active' | 'expired' | 'all') => {
    const found: string[] = [];
    for await (const { token } of store.sessions({ state })) found.push(token);
    return found.sort();
  };

  const cases = zoos[database.dialect].flatMap((zoo) =>
    zoo.formats.map((format) => ({ zoo, format, name: `${zoo.type} read as ${format}` })),
  );
  describe.each(cases)('$name', ({ zoo, format }) => {
    it.each([{}, { batchSize: 'all' }, { batchSize: 2 }, { limit: 1000 }] as const)(
      'what is listed as expired, and that alone, is counted, foreseen and purged: %j',
      async (options) => {
        await fill(zoo);
        const store = await open(format);
        const sessions = [];
        for await (const session of store.sessions({ state: 'all' })) sessions.push(session);
        const expired = sessions.filter(({ state }) => state === 'expired');
        const active = sessions.filter(({ state }) => state === 'active').map((s) => s.token);
        expect(sessions).toHaveLength(zoo.values.length + 1);
        for (const { expiry, state, error } of sessions) {
          expect(state).toBe(expiry !== null && expiry < now ? 'expired' : 'active');
          if (expiry !== null) expect(error).toBeNull();
          if (expiry !== null) expect(expiry.toISOString()).toMatch(/^\d{4}-/);
        }
        expect(await tokens(store, 'expired')).toEqual(expired.map((s) => s.token).sort());
        expect(await tokens(store, 'active')).toEqual(active.sort());
        expect(await store.count({ state: 'expired' })).toBe(expired.length);
        expect((await store.survey(now)).count).toBe(expired.length);
        const trust = { trustExpiry: true };
        const foreseen = await store.purge({ dryRun: true, ...trust });
        expect(foreseen.remaining).toBe(expired.length);
        expect((await store.purge({ ...options, ...trust })).deleted).toBe(expired.length);
        expect(await tokens(store, 'all')).toEqual(active);
      },
    );

    it('a delete of what has expired takes the same', async () => {
      await fill(zoo);
      const store = await open(format);
      const expired = await tokens(store, 'expired');
      const active = await tokens(store, 'active');
      const deleted = await store.deleteMatching({ state: 'expired' }, { trustExpiry: true });
      expect(deleted).toEqual({ matched: expired.length, deleted: expired.length, renewed: 0 });
      expect(await tokens(store, 'all')).toEqual(active);
    });
  });

  it('numbers that count something else delete nothing, and the message says what they look like', async () => {
    for (const [value, looks] of [
      ['7200', /4 digits, as a lifetime/],
      [`${now.getTime()}`, /13 digits, as milliseconds/],
    ] as const) {
      await fill({
        type: database.dialect === 'sqlite' ? 'integer' : 'bigint',
        values: [value, value],
        formats: [],
      });
      const store = await open('seconds');
      await expect(store.purge()).rejects.toMatchObject({
        code: 'LAYOUT_UNKNOWN',
        message: expect.stringMatching(looks) as string,
      });
      await expect(store.deleteMatching({ state: 'expired' })).rejects.toMatchObject({
        code: 'LAYOUT_UNKNOWN',
      });
      expect(await store.count({ state: 'all' })).toBe(3);
    }
  });

  it('a column of last uses is not purged as one of ends', async () => {
    const ago = (ms: number): string => `${Math.floor((now.getTime() - ms) / 1000)}`;
    const type = database.dialect === 'sqlite' ? 'integer' : 'bigint';
    await fill({ type, values: [ago(60_000), ago(2 * hour)], formats: [] });
    await database.query('DELETE FROM zoo WHERE until IS NULL');
    const store = await open('seconds');
    await expect(store.purge()).rejects.toMatchObject({
      message: expect.stringMatching(
        /no session is alive, and the newest ran out 1 min ago.*last use/,
      ) as string,
    });
    expect((await store.purge({ trustExpiry: true })).deleted).toBe(2);
  });

  it('the rows tell what a column of numbers counts', async () => {
    const type = database.dialect === 'sqlite' ? 'integer' : 'bigint';
    const ends = now.getTime() + hour;
    for (const value of [ends, Math.ceil(ends / 1000)]) {
      await fill({ type, values: [`${value}`], formats: [] });
      const store = await open('auto');
      const session = await store.get('t000');
      expect(Math.abs((session?.expiry?.getTime() ?? 0) - ends)).toBeLessThan(1000);
    }
  });
}, everyServer);
