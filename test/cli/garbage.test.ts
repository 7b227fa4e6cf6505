import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf, objectsIn, output, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs, farAhead, longAgo, type ScsRow } from '../helpers/scs-table.js';
import { scalar } from '../helpers/sqlite.js';

const folder = useFolder();
let database = '';

const cannotBeRead = 'its expiry cannot be read as an instant';
const random = Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 197 + 83) % 256));

/** Rows that no application writes on purpose, and what is said of them. */
const garbage: [what: string, row: ScsRow, error: RegExp | null][] = [
  ['a NULL token', { token: null }, /^its token is NULL$/],
  ['an empty token', { token: '' }, /^its token is empty$/],
  ['a BLOB token', { token: Buffer.from([0, 255, 27]) }, null],
  ...[
    ...['garbage', '', '12:30', 'now', '2460000.5', '2020', '1262304000', '-1', '1e300'],
    ...['2020-13-45', '2020-02-31', ' 2020-01-01', '2020-01-01T25:00:00Z', Buffer.from(longAgo)],
  ].map((expiry, i): [string, ScsRow, RegExp] => [
    `the expiry ${JSON.stringify(expiry)}`,
    { token: `expiry-${i}`, expiry },
    new RegExp(`^${cannotBeRead}$`),
  ]),
  ['a random payload', { token: 'random', data: random }, /^its payload cannot be decoded: /],
  ['a NULL payload', { token: 'null-data', data: null }, /^its payload is NULL$/],
  ['a text payload', { token: 'text-data', data: 'hello there' }, /^its payload is text, which/],
  [
    'a huge payload',
    { token: 'huge', data: Buffer.alloc(3_000_000, 0xfe) },
    /^its payload cannot be decoded: /,
  ],
  [
    'a payload nested too deep',
    { token: 'deep', data: Buffer.from('['.repeat(100_000)) },
    /^its payload cannot be decoded: /,
  ],
  [
    'nothing right at all',
    { token: Buffer.from('x'), data: random, expiry: 'garbage' },
    /token is not text; .*|.*expiry cannot be read.*/,
  ],
];

const good: ScsRow[] = [
  { token: 'good-1', data: { userID: 1 } },
  { token: 'good-2', data: { userID: 2 }, expiry: '2091-01-01T00:00:00Z' },
  { token: 'gone-1', data: { userID: 3 }, expiry: longAgo },
  { token: 'gone-2', data: random, expiry: longAgo },
  { token: 'never', data: { userID: 5 }, expiry: null },
];

beforeEach(async () => {
  const rows = garbage.map(([, row]) => row);
  // In a datetime column SQLite itself makes numbers of '2460000.5' and the like.
  database = await createScs(
    folder.file('a.db'),
    [...good.slice(0, 2), ...rows, ...good.slice(2)],
    { expiry: 'text' },
  );
});

const total = garbage.length + good.length;

describe('rows that are garbage', () => {
  it('are listed with what is wrong, in their place', async () => {
    const rows = objectsIn(await output(['list', '--all', '-f', 'ndjson'], { database }));
    expect(rows).toHaveLength(total);
    for (const [i, [what, , error]] of garbage.entries()) {
      expect({ what, error: rows[i + 2]?.['error'] }).toEqual({
        what,
        error: error === null ? undefined : (expect.stringMatching(error) as unknown),
      });
    }
  });

  it('disturb no other row', async () => {
    const rows = objectsIn(await output(['list', '--all', '-f', 'ndjson'], { database }));
    const unknown = {
      name: null,
      created: null,
      lastSeen: null,
      ip: null,
      agent: null,
      device: null,
    };
    expect(rows.slice(0, 2)).toEqual([
      {
        ...unknown,
        token: 'good-1',
        user: '1',
        state: 'active',
        expiry: '2090-01-02T03:04:05.678Z',
        size: 12,
        codec: 'json',
        data: { userID: 1 },
      },
      {
        ...unknown,
        token: 'good-2',
        user: '2',
        state: 'active',
        expiry: '2091-01-01T00:00:00.000Z',
        size: 12,
        codec: 'json',
        data: { userID: 2 },
      },
    ]);
    expect(rows.slice(-3)).toMatchObject([
      { token: 'gone-1', state: 'expired', expiry: '2020-01-02T03:04:05.678Z' },
      { token: 'gone-2', state: 'expired', data: null },
      { token: 'never', state: 'active', expiry: null, data: { userID: 5 } },
    ]);
    expect(rows.at(-1)).not.toHaveProperty('error');
  });

  it('have their bytes in JSON where these could not be decoded', async () => {
    const rows = objectsIn(await output(['list', '--all', '-f', 'ndjson'], { database }));
    const row = rows.find(({ token }) => token === 'random');
    expect(row).toMatchObject({ data: null, size: 200, raw: random.toString('base64') });
  });

  it.each(['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count'])(
    'are all there in %s',
    async (format) => {
      const { code, stdout } = await run(['list', '--all', '-f', format], { database });
      expect(code).toBe(0);
      const expected = {
        table: total + 1,
        json: total + 2,
        ndjson: total,
        csv: total + 1,
        tsv: total,
        tokens: total,
        count: 1,
      }[format];
      expect(linesOf(stdout)).toHaveLength(expected ?? -1);
      if (format === 'count') expect(stdout).toBe(`${total}\n`);
      if (format === 'json') expect(JSON.parse(stdout)).toHaveLength(total);
    },
  );

  it.each([
    ['--sort', 'expiry'],
    ['--sort', 'token'],
    ['--fields', 'token'],
    ['--limit', '1000'],
  ])('are all there with %s %s', async (...argv) => {
    const text = await output(['list', '--all', ...argv, '-f', 'ndjson'], { database });
    expect(linesOf(text)).toHaveLength(total);
  });

  it('count as active where the expiry cannot be read, and fall to no filter of time', async () => {
    const tokens = async (...argv: string[]) =>
      linesOf(await output(['list', '-f', 'tokens', ...argv], { database }));
    expect(await tokens('--expired')).toEqual(['gone-1', 'gone-2']);
    expect(await tokens()).toHaveLength(total - 2);
    expect(await tokens('--all', '--expires-before', '+1s')).toEqual(['gone-1', 'gone-2']);
    expect(await tokens('--all', '--expires-after', '2090-06-01T00:00:00Z')).toEqual(['good-2']);
  });

  it('are never purged unless their expiry can be read', async () => {
    const dry = await output(['purge', '--dry-run', '--json', '-q'], { database });
    expect(JSON.parse(dry)).toMatchObject({ remaining: 2 });
    for (const more of [[], ['--batch-size', 'all'], ['--batch-size', '1'], ['--grace', '1d']]) {
      await run(['purge', ...more], { database });
      expect(await scalar(database, 'SELECT count(*) FROM sessions')).toBe(total - 2);
    }
    const left = "SELECT count(*) FROM sessions WHERE token IN ('gone-1', 'gone-2')";
    expect(await scalar(database, left)).toBe(0);
  });

  it('are not deleted with the expired ones', async () => {
    const { stdout } = await run(['delete', '--expired', '--yes', '--json'], { database });
    expect(stdout).toBe('{"matched":2,"deleted":2,"renewed":0}\n');
  });

  it('go with all the others', async () => {
    const { stdout } = await run(['delete', '--all', '--yes', '--json'], { database });
    expect(stdout).toBe(`{"matched":${total},"deleted":${total},"renewed":0}\n`);
    expect(await scalar(database, 'SELECT count(*) FROM sessions')).toBe(0);
  });

  it('can be looked at one by one', async () => {
    const get = (token: string, ...argv: string[]) => run(['get', token, ...argv], { database });
    expect(JSON.parse((await get('random')).stdout)).toMatchObject({ data: null, size: 200 });
    expect((await get('random', '--raw')).bytes).toEqual(random);
    expect(JSON.parse((await get('null-data')).stdout)).toMatchObject({ size: 0, data: null });
    expect(JSON.parse((await get('expiry-0')).stdout)).toMatchObject({
      state: 'active',
      expiry: null,
      error: cannotBeRead,
    });
    expect(await get('random', '--field', 'x')).toMatchObject({ code: 1, stdout: '' });
  });
});

it('numbers that are no instant are garbage too', async () => {
  const numbers = [-1, 0, 2020, 5373485, 99_999_999, 1e16, 1e300, -1e300];
  const path = await createScs(
    folder.file('numbers.db'),
    numbers.map((expiry) => ({ token: String(expiry), expiry })),
  );
  const rows = objectsIn(await output(['list', '-f', 'ndjson'], { database: path }));
  expect(rows).toHaveLength(numbers.length);
  for (const row of rows) expect(row).toMatchObject({ expiry: null, error: cannotBeRead });
  const { stdout } = await run(['purge', '--json'], { database: path });
  expect(JSON.parse(stdout)).toMatchObject({ deleted: 0, remaining: 0 });
});

it('other numbers are read by their size', async () => {
  const seconds = Math.floor(Date.parse('2031-01-01T00:00:00Z') / 1000);
  const rows: [string, string | number, string][] = [
    ['seconds', seconds, '2031-01-01T00:00:00.000Z'],
    ['milliseconds', seconds * 1000 + 7, '2031-01-01T00:00:00.007Z'],
    ['julian', 2462867.5, '2031-01-01T00:00:00.000Z'],
    ['text', farAhead, '2090-01-02T03:04:05.678Z'],
    ['nanoseconds', '2031-01-01 00:00:00.999999999+00:00', '2031-01-01T00:00:00.999Z'],
    ['zone', '2031-01-01T00:00:00-05:00', '2031-01-01T05:00:00.000Z'],
    ['no zone', '2031-01-01 00:00:00', '2031-01-01T00:00:00.000Z'],
  ];
  const path = await createScs(
    folder.file('numbers.db'),
    rows.map(([token, expiry]) => ({ token, expiry })),
  );
  const text = await output(['list', '--fields', 'token,expiry'], { database: path });
  expect(linesOf(text)).toEqual(rows.map(([token, , expiry]) => `${token}\t${expiry}`));
});
