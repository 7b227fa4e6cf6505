import { afterEach, expect, it, vi } from 'vitest';
import { base64 } from '../../src/codecs/base64.js';
import type { Codec } from '../../src/codecs/contract.js';
import { gob } from '../../src/codecs/gob/index.js';
import { json } from '../../src/codecs/json.js';
import { msgpack } from '../../src/codecs/msgpack/index.js';
import { SequelizeStore, type Json } from '../../src/index.js';
import { matchesWhere, valuesAt } from '../../src/store/where.js';
import { useFolder } from '../helpers/folder.js';

const folder = useFolder();
afterEach(() => vi.restoreAllMocks());

const expiry = new Date('2099-01-01T00:00:00Z');
const url = (): string => `sqlite:${folder.file('traced.db')}`;

/** Opens a table of SCS's, whose sessions may be in several codecs. */
async function storeOf(payloads: readonly Buffer[]): Promise<SequelizeStore> {
  const store = await SequelizeStore.create(url(), { cleanupInterval: 0 });
  for (const [i, data] of payloads.entries()) {
    await store.commit({ token: `token-${i}`, data, expiry });
  }
  return store;
}

async function tokensOf(
  store: SequelizeStore,
  filter: Parameters<SequelizeStore['sessions']>[0],
): Promise<string[]> {
  const tokens: string[] = [];
  for await (const { token } of store.sessions(filter)) tokens.push(token);
  return tokens.sort();
}

const values: Json[] = [42, '42', 4242, -7, 'ann@example.test', 'ann', 'YW5u', [1, 42], '10.0.0.1'];

it('finds what decoding finds, whatever the codecs of a table', async () => {
  const escaped = Buffer.from(String.raw`{"userID":"\u0061nn","a":{"b":4.2e1}}`);
  const payloads = [gob, json, msgpack, base64].flatMap((codec: Codec) =>
    values.map((value) => codec.encode({ userID: value, a: { b: [value] } }, { expiry }).payload),
  );
  await using store = await storeOf([...payloads, escaped, Buffer.from('damaged 42 ann')]);
  const all: { token: string; users: readonly string[]; data: Json }[] = [];
  for await (const session of store.sessions()) all.push(session);
  expect(all).toHaveLength(payloads.length + 2);

  for (const value of ['42', '4242', '-7', 'ann@example.test', 'ann', 'YW5u', '10.0.0.1', '5']) {
    for (const path of ['userID', 'a.b', 'data.userID']) {
      const where = [{ path, op: '=', value } as const];
      const wanted = all.filter(({ data }) =>
        matchesWhere({ path, op: '=', value }, valuesAt(data, path.replace('data.', ''))),
      );
      expect([path, value, await tokensOf(store, { where })]).toEqual([
        path,
        value,
        wanted.map(({ token }) => token).sort(),
      ]);
    }
    const theirs = all.filter(({ users }) => users.includes(value)).map(({ token }) => token);
    expect([value, await tokensOf(store, { user: value })]).toEqual([value, theirs.sort()]);
    expect(await store.count({ user: [value, 'nobody'] })).toBe(theirs.length);
  }
});

it('decodes no payload without a trace of what is asked for', async () => {
  const payloads = Array.from(
    { length: 50 },
    (_, i) => gob.encode({ userID: 4200 + i, nick: `user-${i}` }, { expiry }).payload,
  );
  await using store = await storeOf(payloads);
  const decode = vi.spyOn(gob, 'decode');
  expect(await tokensOf(store, { user: '4207' })).toEqual(['token-7']);
  expect(await tokensOf(store, { where: [{ path: 'nick', op: '=', value: 'user-49' }] })).toEqual([
    'token-49',
  ]);
  expect(decode.mock.calls.length).toBeLessThan(10);

  decode.mockClear();
  const others = [{ path: 'nick', op: '!=', value: 'user-49' }] as const;
  expect(await tokensOf(store, { where: others })).toHaveLength(49);
  expect(decode).toHaveBeenCalledTimes(50);
});

it('takes a column’s word for a user who is not in the payload', async () => {
  const { payload } = gob.encode({ a: 1 }, { expiry });
  await using made = await storeOf([payload, payload]);
  await made.close();
  const { withSqlite } = await import('../helpers/sqlite.js');
  await withSqlite(folder.file('traced.db'), async (file) => {
    await file.all('ALTER TABLE sessions ADD COLUMN owner TEXT');
    await file.all("UPDATE sessions SET owner = 'ann' WHERE token = 'token-1'");
  });
  await using store = await SequelizeStore.open(url(), { userField: 'owner' });
  expect(await tokensOf(store, { user: 'ann' })).toEqual(['token-1']);
  const where = [{ path: 'owner', op: '=', value: 'ann' } as const];
  expect(await tokensOf(store, { where })).toEqual(['token-1']);
});

it('looks through Laravel’s base64, and asks the column first', async () => {
  const login = `login_web_${'5'.repeat(40)}`;
  const admin = `login_admin_${'5'.repeat(40)}`;
  const php = (text: string): Buffer => Buffer.from(Buffer.from(text).toString('base64'));
  const inJson = (data: Json): Buffer => php(JSON.stringify(data));
  const rows: [user: number | null, payload: Buffer][] = [
    [42, php('a:1:{s:1:"a";i:1;}')],
    [7, php(`a:2:{s:${login.length}:"${login}";i:7;s:${admin.length}:"${admin}";i:42;}`)],
    [null, php(`a:1:{s:${admin.length}:"${admin}";s:2:"42";}`)],
    [7, php(`a:1:{s:${login.length}:"${login}";i:7;}`)],
    [null, inJson({ [admin]: 42, 'ÿ?': '>>>???' })],
    [
      null,
      Buffer.from(
        inJson({ [admin]: 42, x: '>>>???' })
          .toString()
          .replaceAll('+', '-')
          .replaceAll('/', '_'),
      ),
    ],
    [null, Buffer.from(`${inJson({ [admin]: 42 }).toString()}\r\n`)],
    [null, php('eyJpdiI6ImEiLCJ2YWx1ZSI6ImIiLCJtYWMiOiJjIn0=')],
    [42, Buffer.from('no base64 at all')],
    [7, Buffer.from('')],
  ];
  const { withSqlite } = await import('../helpers/sqlite.js');
  await withSqlite(folder.file('traced.db'), async (file) => {
    await file.all(`CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id INTEGER, ip_address TEXT,
      user_agent TEXT, payload TEXT NOT NULL, last_activity INTEGER NOT NULL)`);
    for (const [i, [user, payload]] of rows.entries()) {
      await file.run('INSERT INTO sessions VALUES (?, ?, NULL, NULL, ?, 4070908800)', [
        `token-${i}`,
        user,
        payload.toString(),
      ]);
    }
  });
  await using store = await SequelizeStore.open(url(), { layout: 'laravel', readOnly: true });
  const all: { token: string; users: readonly string[] }[] = [];
  for await (const session of store.sessions()) all.push(session);
  expect(all.filter(({ users }) => users.includes('42'))).toHaveLength(7);
  for (const user of ['42', '7', '1']) {
    const theirs = all.filter(({ users }) => users.includes(user)).map(({ token }) => token);
    expect([user, await tokensOf(store, { user })]).toEqual([user, theirs.sort()]);
  }
});
