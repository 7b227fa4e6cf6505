import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';
import type { FrameworkTable } from './tables/contract.js';
import { expressTables } from './tables/express.js';
import { otherTables } from './tables/others.js';

const hour = 3_600_000;
const secret = 'do-not-tell-this';
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const text = (value: string): Buffer => Buffer.from(value);

/** A session of Django's that is 300 MB inflated. */
const bomb = (): Buffer =>
  text(`.${deflateSync(Buffer.alloc(300e6, 0x61)).toString('base64url')}:1tXyZa:${'s'.repeat(43)}`);

/** Payloads that no framework wrote, or another one. */
const payloads: Readonly<Record<string, Buffer | null>> = {
  'no payload': null,
  'an empty one': Buffer.alloc(0),
  'levels of lists': text('['.repeat(100_000)),
  'levels of objects': text('{"a":'.repeat(100_000)),
  'closed levels': text(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  'levels of PHP': text('a:1:{i:0;'.repeat(50_000)),
  'levels of Laravel': text(text('a:1:{i:0;'.repeat(50_000)).toString('base64')),
  'levels of msgpack': Buffer.alloc(100_000, 0x91),
  'a huge count of msgpack': hex('dfffffffff'),
  'maps as keys of msgpack': hex(`${'81'.repeat(40)}a161${'01'.repeat(40)}`),
  'a number of a million digits': text(`{"a":${'9'.repeat(1_000_000)}}`),
  'a huge count of PHP': text('a:999999999:{'),
  'levels of Marshal': text(
    Buffer.concat([hex('0408'), Buffer.from('5b06'.repeat(50_000), 'hex')]).toString('base64'),
  ),
  prototypes: text(
    `{"__proto__":{"user":"evil","${secret}":1},"constructor":{"prototype":{"polluted":1}},"cookie":{}}`,
  ),
  'prototypes of PHP': text('a:1:{s:9:"__proto__";a:1:{s:8:"polluted";i:1;}}'),
  'bytes that are no UTF-8': hex('7b22c328ffff22'),
  NUL: text(`{"${secret}":"a\0b"}`),
  'cut off': text(`{"cookie":{"expires":"2030"},"${secret}":`),
  'another framework’s (gob)': hex('26ff81030102ff8200'),
  'another framework’s (Rails)': text('BAh7B0kiD3Nlc3Npb25faWQGOgZFVEkiJWFiYw=='),
  'another framework’s (Symfony)': text('_sf2_attributes|a:0:{}'),
  'another framework’s (Laravel)': text(text('a:0:{}').toString('base64')),
  'a pickle that runs a command': text("cos\nsystem\n(S'true'\ntR."),
  'a pickle of protocol 4': hex('80049519000000000000008c05706f736978948c0673797374656d9493'),
  'an object of PHP': text('O:8:"stdClass":1:{s:1:"a";R:1;}'),
  Java: hex('aced00057372'),
  'a long one': Buffer.alloc(1_000_000, 0x7b),
  'a bomb': bomb(),
};
const tokens = [
  `${secret}\u0007\u001b[31m`,
  `${secret}\n${secret}`,
  `${secret}‮ä`,
  `${secret}${'k'.repeat(10_000)}`,
  "'; DROP TABLE sessions; --",
];

/** One of each layout's. */
const tables = [...expressTables, ...otherTables].filter(
  (table, i, all) =>
    all.findIndex(({ layout, on }) => layout === table.layout && on === table.on) === i,
);
/** Its database takes nothing else. */
const wantsJson = ({ create }: FrameworkTable): boolean => / jsonb? /.test(create[0] ?? '');
const titleOf = ({ layout, variant }: FrameworkTable) => `${layout}, ${variant ?? 'as it is'}`;

async function payloadOf(
  store: SequelizeStore,
  { raw, data }: FrameworkTable,
  expiry: Date,
): Promise<Buffer | null> {
  if (raw !== undefined || data === null) return raw === undefined ? null : text(raw);
  return (await store.encode({ data: { user_id: 'whoever' }, expiry, seed: true })).payload;
}

describeDatabases((database) => {
  const { dialect } = database;
  const ours = tables
    .filter(({ on }) => on === dialect)
    .map((table) => [titleOf(table), table] as const);

  describe.each(ours)('%s', (_, framework) => {
    const fresh = async (): Promise<void> => {
      if (dialect !== 'sqlite') await database.query(`DROP TABLE IF EXISTS ${framework.table}`);
      for (const sql of framework.create) await database.query(sql);
    };
    if (dialect !== 'sqlite') beforeAll(fresh);

    it('hostile rows are told and harm no other', async () => {
      await fresh();
      onTestFinished(async () => {
        await database.query(`DROP TABLE IF EXISTS ${framework.table}`).catch(() => []);
      });
      const clock = new TestClock('2025-03-01T12:00:00Z');
      const options = { ...framework.options, clock, cleanupInterval: 0, create: false };
      const store = await SequelizeStore.open(database.url(), options);
      onTestFinished(() => store.close());
      const whose = framework.user === undefined ? {} : { user: framework.user };
      const put = async (token: string, ms: number): Promise<void> => {
        const expiry = later(clock, ms);
        await store.commit({
          token,
          data: await payloadOf(store, framework, expiry),
          expiry,
          ...whose,
        });
      };
      for (const token of ['a-good-1', 'a-good-2', 'a-good-3']) await put(token, hour);
      await put('a-dead-1', -hour);
      const { columns } = store.info;
      const q = (name: string | null): string =>
        dialect === 'mysql' ? `\`${name ?? ''}\`` : `"${name ?? ''}"`;
      const [key, column, ends] = [q(columns.token), q(columns.data), q(columns.expiry)];
      let written = 0;
      const poison = async (token: string, set: string): Promise<void> => {
        await put(token, hour);
        await database.query(`UPDATE ${framework.table} SET ${set} WHERE ${key} = '${token}'`).then(
          () => written++,
          () => undefined,
        );
      };
      if (columns.data !== null) {
        const type = await typeOf(framework.table, column);
        for (const [i, bytes] of Object.values(payloads).entries())
          await poison(`b-${i}`, `${column} = ${bytes === null ? 'NULL' : literal(bytes, type)}`);
        expect(written).toBeGreaterThan(wantsJson(framework) ? 0 : 8);
      }
      if (dialect === 'sqlite') {
        for (const [i, garbage] of [
          "'soon'",
          "''",
          "x'00'",
          '-5',
          '9e999',
          '0.5',
          "'2025-02-31'",
          "'NaN'",
        ].entries())
          await poison(`c-${i}`, `${ends} = ${garbage}`);
      }
      for (const token of tokens) {
        await put(token, hour).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'DATABASE_REFUSED' });
          expect((error as Error).message).not.toContain(secret);
        });
      }

      const all: Session[] = [];
      for await (const session of store.sessions({ state: 'all' })) all.push(session);
      for (const { error } of all) {
        expect(error ?? '').not.toContain(secret);
        expect(error ?? '').not.toMatch(/undefined|\[object|at .*:\d+:\d+/);
      }
      expect(all.length).toBe(await store.count({ state: 'all' }));
      for (const token of ['a-good-1', 'a-good-2', 'a-good-3'])
        expect(all.find((session) => session.token === token)?.error).toBeNull();
      for (const { token } of all.slice(0, 12))
        if (token !== '') await store.get(token, { typed: true });
      const user = all.find(({ token }) => token === 'a-good-1')?.user ?? 'nobody';
      const mine = all.filter((s) => s.state === 'active' && s.user === user).length;
      expect(await store.count({ user })).toBe(mine);
      const polluted = store.count({ where: [{ path: 'polluted', op: 'exists', value: '' }] });
      if (columns.data !== null) expect(await polluted).toBe(0);
      else await expect(polluted).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      if (columns.data !== null)
        expect(
          await store.count({ where: [{ path: 'user_id', op: '~', value: 'w' }], state: 'all' }),
        ).toBeGreaterThanOrEqual(0);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      const sorted: string[] = [];
      for await (const { token } of store.sessions({
        state: 'all',
        sort: 'expiry',
        decode: false,
        pageSize: 7,
      }))
        sorted.push(token);
      expect(sorted).toHaveLength(all.length);
      expect(await store.delete('a-good-1')).toBe(true);
      expect(
        await store.deleteMany(all.map((s) => s.token).filter((t) => t.startsWith(secret))),
      ).toMatchObject({ deleted: all.filter((s) => s.token.startsWith(secret)).length });
      expect((await store.purge()).deleted).toBeGreaterThanOrEqual(1);
      expect(await store.get('a-dead-1')).toBeUndefined();
      expect(await store.find('a-good-2')).toBeDefined();
      const { deleted: left } = await store.deleteMatching({ user });
      expect(left).toBeGreaterThanOrEqual(user === 'nobody' ? 0 : 1);
      await store.deleteAll();
      expect(await store.count({ state: 'all' })).toBe(0);
    });
  });

  /** What the column holds, as the database says it of a row that the store wrote. */
  const typeOf = async (table: string, column: string): Promise<string> => {
    const ask = {
      sqlite: `typeof(${column})`,
      postgres: `pg_typeof(${column})::text`,
      mysql: "''",
    };
    const [row] = await database.query(`SELECT ${ask[dialect]} AS type FROM ${table} LIMIT 1`);
    return String((row as { type: unknown }).type);
  };

  const literal = (bytes: Buffer, type: string): string => {
    const digits = bytes.toString('hex');
    if (dialect === 'mysql') return digits === '' ? "''" : `x'${digits}'`;
    if (dialect === 'sqlite')
      return type.includes('blob') ? `x'${digits}'` : `CAST(x'${digits}' AS TEXT)`;
    return type === 'bytea' ? `'\\x${digits}'` : `convert_from('\\x${digits}', 'UTF8')::${type}`;
  };
});
