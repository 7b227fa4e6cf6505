import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const now = new Date('2026-06-15T12:00:00.000Z');
const later = new Date('2026-06-16T00:00:00.000Z');
const milliseconds = later.getTime();

/** A column that says that a session was logged out: its values, and which of them say so. */
interface Kind {
  column: string;
  type: Record<'sqlite' | 'postgres' | 'mysql', string>;
  values: readonly [value: string, revoked: boolean][];
  rule: string;
}

const everywhere = (type: string) => ({ sqlite: type, postgres: type, mysql: type });
const truth = { sqlite: 'boolean', postgres: 'boolean', mysql: 'tinyint(1)' };
const kinds: readonly Kind[] = [
  {
    column: 'signed_out_at',
    type: { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime' },
    values: [
      ['NULL', false],
      ["'2026-06-01 00:00:00'", true],
    ],
    rule: 'signed_out_at is set',
  },
  {
    column: 'revoked',
    type: truth,
    values: [
      ['NULL', false],
      ['false', false],
      ['true', true],
    ],
    rule: 'revoked is true',
  },
  {
    column: 'active',
    type: truth,
    values: [
      ['NULL', false],
      ['true', false],
      ['false', true],
    ],
    rule: 'active is false',
  },
  {
    column: 'revoked_at',
    type: everywhere('bigint'),
    values: [
      ['NULL', false],
      ['0', false],
      ['1781000000', true],
    ],
    rule: 'revoked_at is more than 0',
  },
];

describeDatabases((database) => {
  const make = (column: string, type: string, values: readonly string[]) =>
    database.query(
      `DROP TABLE IF EXISTS logins;\nCREATE TABLE logins (token varchar(40) PRIMARY KEY, until bigint, ${column} ${type});\n` +
        `INSERT INTO logins VALUES ${values.map((value, i) => `('k${i}', ${milliseconds}, ${value})`).join(', ')}`,
    );
  const open = async (revoked: string): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      table: 'logins',
      layout: 'custom',
      columns: { token: 'token', expiry: 'until', revoked },
      expiryFormat: 'milliseconds',
      clock: new TestClock(now),
    });
    onTestFinished(() => store.close());
    return store;
  };

  it.each(kinds)('$column: $rule', async ({ column, type, values, rule }) => {
    await make(
      column,
      type[database.dialect],
      values.map(([value]) => value),
    );
    const store = await open(column);
    expect(store.info.expiry).toMatchObject({ rule: 'until', revoked: rule });
    for (const [i, [value, revoked]] of values.entries()) {
      const state = revoked ? 'expired' : 'active';
      expect([value, (await store.get(`k${i}`))?.state]).toEqual([value, state]);
    }
    const revoked = values.filter(([, says]) => says).length;
    expect(await store.count()).toBe(values.length - revoked);
    expect(await store.count({ state: 'expired' })).toBe(revoked);
    // It has not run out.
    expect((await store.purge()).deleted).toBe(0);
    // What is stored anew is a session that lives.
    await store.import(values.map((_, i) => ({ token: `k${i}`, data: null, expiry: later })));
    await store.commit({ token: 'new', data: null, expiry: later });
    expect(await store.count()).toBe(values.length + 1);
    await make(
      column,
      type[database.dialect],
      values.map(([value]) => value),
    );
    expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: revoked });
    expect(await store.count({ state: 'all' })).toBe(values.length - revoked);
  });

  it('a column of states is refused: nothing tells which one lives', async () => {
    await make('status', 'varchar(20)', ["'active'"]);
    await expect(open('status')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/several states/) as string,
    });
    expect((await database.query('SELECT * FROM logins')).length).toBe(1);
  });
});
