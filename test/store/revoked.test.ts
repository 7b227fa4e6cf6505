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
  /** What a logout writes, as the column gives it as text. */
  mark: RegExp;
}

const everywhere = (type: string) => ({ sqlite: type, postgres: type, mysql: type });
const truth = { sqlite: 'boolean', postgres: 'boolean', mysql: 'tinyint(1)' };
const bit = { ...truth, mysql: 'bit(1)' };
const kinds: readonly Kind[] = [
  {
    column: 'signed_out_at',
    type: { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime' },
    values: [
      ['NULL', false],
      ["'2026-06-01 00:00:00'", true],
    ],
    rule: 'signed_out_at is set',
    mark: /^2026-06-15 12:00:00/,
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
    mark: /^(?:1|t|true)$/,
  },
  {
    column: 'disabled',
    type: bit,
    values: [
      ['NULL', false],
      ['false', false],
      ['true', true],
    ],
    rule: 'disabled is true',
    mark: /^(?:1|t|true|\x01)$/,
  },
  {
    column: 'left_on',
    type: everywhere('varchar(40)'),
    values: [
      ['NULL', false],
      ["''", false],
      ["'No'", false],
      ["'f'", false],
      ["'2026-06-01 00:00:00'", true],
    ],
    rule: 'left_on is set, and to no word for no',
    mark: /^2026-06-15[T ]12:00:00/,
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
    mark: /^(?:0|f|false)$/,
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
    mark: /^1781524800$/,
  },
];

describeDatabases((database) => {
  const make = (column: string, type: string, values: readonly string[]) =>
    database.query(
      `DROP TABLE IF EXISTS logins;\nCREATE TABLE logins (token varchar(40) PRIMARY KEY, until bigint, ${column} ${type});\n` +
        `INSERT INTO logins VALUES ${values.map((value, i) => `('k${i}', ${milliseconds}, ${value})`).join(', ')}`,
    );
  const open = async (revoked: string, part = 'revoked'): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      table: 'logins',
      layout: 'custom',
      columns: { token: 'token', expiry: 'until', [part]: revoked },
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

  it.each(kinds)('$column: a deletion marks where the table’s owner says so', async (kind) => {
    const { column, values, mark } = kind;
    const live = values.filter(([, revoked]) => !revoked);
    const all = [...values.map(([value]) => value), ...live.map(([value]) => value)];
    await make(column, kind.type[database.dialect], all);
    const store = await open(column, 'marks');
    expect(store.info).toMatchObject({ logout: 'marks', expiry: { revoked: kind.rule } });
    const cells = async (): Promise<Map<unknown, unknown>> => {
      const text = database.dialect === 'mysql' ? 'char' : 'text';
      const sql = `SELECT token, CAST(${column} AS ${text}) AS cell FROM logins ORDER BY token`;
      return new Map((await database.query(sql)).map(({ token, cell }) => [token, cell]));
    };
    const before = await cells();
    const first = values.findIndex(([, revoked]) => !revoked);
    expect(await store.delete(`k${first}`)).toBe(true);
    const after = await cells();
    expect(after.get(`k${first}`)).toMatch(mark);
    before.delete(`k${first}`);
    after.delete(`k${first}`);
    expect(after).toEqual(before);
    expect(await store.deleteMatching({})).toMatchObject({ deleted: 2 * live.length - 1 });
    expect(await store.count()).toBe(0);
    expect((await cells()).size).toBe(all.length);
    expect(await store.deleteMatching({ state: 'all' })).toMatchObject({ deleted: all.length });
  });

  it('a known layout of which the operator says that it marks, does', async () => {
    await make('user_id bigint, gone', 'bigint', ['7, 0', '7, 0']);
    const open = (columns: object): Promise<SequelizeStore> =>
      SequelizeStore.open(database.url(), {
        table: 'logins',
        layout: 'token-row',
        columns: { expiry: 'until', ...columns },
        clock: new TestClock(now),
      });
    await using store = await open({ marks: 'gone' });
    expect(await store.deleteMany(['k0', 'none'])).toMatchObject({ matched: 1, deleted: 1 });
    expect(await database.query('SELECT gone FROM logins ORDER BY token')).toHaveLength(2);
    expect(await store.count()).toBe(1);
    await expect(open({ marks: 'gone', revoked: 'gone' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      options: ['columns'],
    });
  });

  it('a column of numbers that nothing tells the meaning of is not written', async () => {
    await make('revoked_at', 'bigint', ['0']);
    const named = SequelizeStore.open(database.url(), {
      table: 'logins',
      layout: 'custom',
      columns: { token: 'token', marks: 'revoked_at' },
    });
    await expect(named).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/what a logout writes into revoked_at/) as string,
    });
  });

  it('a column of texts may hold a yes and a no: none is written, and no session ended by a no', async () => {
    await make('revoked', 'varchar(5)', ["'no'", "'N'", "'yes'"]);
    const store = await open('revoked');
    expect(await store.count()).toBe(2);
    expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({ deleted: 1 });
    await expect(open('revoked', 'marks')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await make('is_active', 'varchar(5)', ["'Y'", "'N'"]);
    await expect(open('is_active')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/nothing tells which is a live one/) as string,
    });
  });

  it('a word that is neither a known yes nor a known no ends no session, and that is said', async () => {
    const ended = ['Yes', 'Y', 'on', ' true ', '1', '17', '2026-06-01 00:00:00'];
    const live = ['no', 'OFF', '0', ''];
    const unknown = ['nein', 'non', 'nej', 'ja', '-', '是'];
    const quoted = (words: readonly string[]): string[] => words.map((word) => `'${word}'`);
    await make('revoked', 'varchar(20)', [...quoted([...ended, ...live]), 'NULL']);
    const store = await open('revoked');
    expect(store.info.doubts).toEqual([]);
    expect(await store.count({ state: 'expired' })).toBe(ended.length);
    await make('revoked', 'varchar(20)', quoted([...ended, ...unknown]));
    const doubtful = await open('revoked');
    expect(doubtful.info.doubts).toEqual([
      'revoked of logins holds words that are neither yes nor no: sessions that have them count as not logged out',
    ]);
    expect(doubtful.info.expiry.revoked).toBe('revoked is a word for yes, a number or a date');
    expect(await doubtful.count()).toBe(unknown.length);
    expect(await doubtful.deleteMatching({ state: 'expired' })).toMatchObject({
      deleted: ended.length,
    });
    await doubtful.purge();
    expect(await doubtful.count()).toBe(unknown.length);
  });

  it.skipIf(database.dialect !== 'sqlite')(
    'where a column of numbers holds a text, that ends no session',
    async () => {
      await make('revoked_at', 'bigint', ["'nein'", "''", '0', '1781000000', "'1781000000'"]);
      const store = await open('revoked_at');
      expect(await store.count()).toBe(3);
    },
  );

  it('a column of states is refused: nothing tells which one lives', async () => {
    await make('status', 'varchar(20)', ["'active'"]);
    await expect(open('status')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/several states/) as string,
    });
    expect((await database.query('SELECT * FROM logins')).length).toBe(1);
  });
});
