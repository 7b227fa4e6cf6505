import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../../src/index.js';
import { describeDatabases } from '../../helpers/databases.js';

const longestPage = 8 * 1024 * 1024;
const small = 2300;
const sizes = {
  // A page of thousands is under way when these come.
  m: Array<number>(60).fill(400_000),
  n: Array<number>(300).fill(40),
  // As long as a page may be, and a little longer; then ones between the two.
  p: [longestPage + 10, 100, longestPage - 10, 9_000, 300_000, 100],
};

/** Tokens in the order in which they are stored, with the length of what each has. */
const expected = new Map([
  ...Array.from({ length: small }, (_, i) => [`a${String(i).padStart(4, '0')}`, 20] as const),
  ...Object.entries(sizes).flatMap(([letter, all]) =>
    all.map((size, i) => [`${letter}${String(i).padStart(4, '0')}`, size] as const),
  ),
]);

describeDatabases((database) => {
  const { dialect } = database;

  it.each([undefined, 'token', 'expiry'] as const)(
    'a page holds no more than it may, whatever comes after small rows (sort: %s)',
    { timeout: 120_000 },
    async (sort) => {
      const [bytes, time] = { sqlite: ['blob', 'datetime'], postgres: ['bytea', 'timestamptz'], mysql: ['longblob', 'datetime(3)'] }[dialect]; // prettier-ignore
      await database.query(
        `CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data ${bytes} NOT NULL, expiry ${time} NOT NULL)`,
      );
      onTestFinished(async () => {
        await database.query('DROP TABLE sessions').catch(() => []);
      });
      await using store = await SequelizeStore.open(database.url(), {
        cleanupInterval: 0,
        create: false,
        layout: 'scs',
        codec: 'text',
      });
      const start = Date.now() + 3_600_000;
      const entries = [...expected].map(([token, size], i) => ({
        token,
        data: Buffer.alloc(size, 0x78),
        expiry: new Date(start + i * 1000),
      }));
      await store.import(entries);

      const seen: string[] = [];
      for await (const page of store.pages({ decode: false, raw: true, ...(sort && { sort }) })) {
        const lengths = page.map(({ raw }) => raw?.length ?? 0);
        expect(page.map(({ token }) => expected.get(token))).toEqual(lengths);
        const sum = lengths.reduce((total, length) => total + length, 0);
        expect(page.length === 1 || sum <= longestPage).toBe(true);
        seen.push(...page.map(({ token }) => token));
      }
      expect(seen.length).toBe(expected.size);
      expect(sort === undefined ? seen.toSorted() : seen).toEqual([...expected.keys()]);
    },
  );
});
