import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type ScanOptions, type Session } from '../../../src/index.js';
import { TestClock } from '../../helpers/clock.js';
import { describeDatabases } from '../../helpers/databases.js';

const at = (hours: number): string =>
  new Date(Date.UTC(2040, 0, 1, hours)).toISOString().slice(0, 19).replace('T', ' ');

/** Tokens that are the same, differ in case, or are none, with expiries of which some are the same. */
const rows: (readonly [string | null, string | null])[] = [
  ...Array.from({ length: 5 }, () => ['same', at(1)] as const),
  ...Array.from({ length: 5 }, (_, i) => [null, at(i % 2)] as const),
  ...['a', 'A', 'a', 'b', 'B', 'ä'].map((token, i) => [token, at(i >> 1)] as const),
  ...Array.from({ length: 5 }, () => ['never', null] as const),
  ['last', at(9)],
];
const numbers = rows.map((_, i) => i);

describeDatabases((database) => {
  const { dialect } = database;
  const big = 9_007_199_254_740_993n;
  const none = (): string => '';
  const keys: Record<string, { own: string; last?: string; value: (n: number) => string }> = {
    'no key': { own: '', value: none },
    'a key of numbers': {
      own: 'id bigint NOT NULL PRIMARY KEY, ',
      value: (n) => `${big + BigInt(n)}, `,
    },
    'a key of text': { own: 'id varchar(20) NOT NULL UNIQUE, ', value: (n) => `'k${n}', ` },
    'a key of two columns': {
      own: 'x integer NOT NULL, y integer NOT NULL, ',
      last: ', PRIMARY KEY (x, y)',
      value: (n) => `${n % 2}, ${n}, `,
    },
  };
  // Without its hidden ids.
  const options = dialect === 'sqlite' ? { 'a key of two columns': ' WITHOUT ROWID' } : {};

  describe.each(Object.entries(keys))('with %s', (name, { own, last = '', value }) => {
    const open = async (all = rows): Promise<SequelizeStore> => {
      const time = dialect === 'postgres' ? 'timestamptz' : 'datetime';
      const asSql = (text: string | null): string => (text === null ? 'NULL' : `'${text}'`);
      const values = all.map(
        ([token, until], n) => `(${value(n)}${n}, ${asSql(token)}, ${asSql(until)})`,
      );
      const how = (options as Record<string, string>)[name] ?? '';
      await database.query(
        `DROP TABLE IF EXISTS logins;\nCREATE TABLE logins (${own}n integer, token varchar(20), until ${time} NULL${last})${how};\n` +
          `INSERT INTO logins VALUES ${values.join(', ')}`,
      );
      const store = await SequelizeStore.open(database.url(), {
        table: 'logins',
        layout: 'custom',
        columns: { token: 'token', expiry: 'until' },
        clock: new TestClock('2030-01-01T00:00:00Z'),
      });
      onTestFinished(() => store.close());
      return store;
    };
    const seen = async (store: SequelizeStore, options: ScanOptions): Promise<Session[]> => {
      const sessions: Session[] = [];
      for await (const session of store.sessions({ pageSize: 2, ...options }))
        sessions.push(session);
      return sessions;
    };
    const numbersOf = (sessions: readonly Session[]): number[] =>
      sessions.map(({ columns }) => Number(columns['n'])).sort((a, b) => a - b);

    it.each([undefined, 'token', 'expiry'] as const)(
      'each row is listed once, whatever stands at the edge of a page (sort: %s)',
      async (sort) => {
        const store = await open();
        const all = await seen(store, sort ? { sort } : {});
        expect(numbersOf(all)).toEqual(numbers);
        expect(await store.count()).toBe(rows.length);
        if (sort !== 'expiry') return;
        const ends = all.map(({ expiry }) => expiry?.getTime() ?? Infinity);
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      },
    );

    it('what a filter lets pass is counted, listed and deleted alike', async () => {
      const many = Array.from({ length: 1300 }, (_, i) => [i % 3 ? 'same' : null, at(1)] as const);
      const store = await open([...rows, ...many]);
      const where = [{ path: 'n', op: '>=' as const, value: String(rows.length) }];
      expect(await store.count({ where })).toBe(many.length);
      expect(await seen(store, { where, pageSize: 100 })).toHaveLength(many.length);
      expect(await store.deleteMatching({ where })).toEqual({
        matched: many.length,
        deleted: many.length,
        renewed: 0,
      });
      expect(numbersOf(await seen(store, {}))).toEqual(numbers);
    });
  });
});
