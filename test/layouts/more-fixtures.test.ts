import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseJson, SequelizeStore, type JsonObject, type StoreOptions } from '../../src/index.js';
import { dropTables, loadDump, type Engine } from '../helpers/dump.js';
import { copyFixture, fixture, useFolder } from '../helpers/folder.js';
import { listing } from '../helpers/listing.js';
import { describeServer, eachServer, engineOf, type Scratch } from '../helpers/servers.js';

interface More {
  store: string;
  layout: string;
  env?: Record<string, string>;
  /** What the tool, and the library, are told of a table that is not found by itself. */
  argv?: string[];
  options?: StoreOptions;
  sessions: JsonObject[];
}

const more = readdirSync(fixture('more', '.'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, files: readdirSync(fixture(`more/${name}`, '.')) }));

const withFile = (file: string): string[] =>
  more.filter(({ files }) => files.includes(file)).map(({ name }) => name);

const read = (name: string): More =>
  parseJson(readFileSync(fixture(`more/${name}`, 'expected.json'), 'utf8')) as unknown as More;

/** What expected.json may say besides: where and on what it was used, and the user's own name. */
const further = ['size', 'data', 'created', 'lastSeen', 'ip', 'agent', 'person'];

/** The members that expected.json has, and the state that follows from them. */
function expectedOf(session: JsonObject): JsonObject {
  const { user = null, expiry = null, active } = session;
  const isOver = active === false || (expiry !== null && Date.parse(expiry as string) < Date.now());
  return {
    user,
    expiry,
    state: isOver ? 'expired' : 'active',
    ...Object.fromEntries(Object.entries(session).filter(([name]) => further.includes(name))),
    error: null,
  };
}

async function expectAgreement(name: string, database: string): Promise<void> {
  const { layout: wanted, env = {}, argv, sessions } = read(name);
  const zoned = { TZ: 'America/New_York', ...env };
  const { layout, rows, facts, people } = await listing(database, zoned, argv);
  expect(layout).toBe(wanted);
  expect([...rows.keys()].sort()).toEqual(sessions.map(({ token }) => token).sort());
  for (const { name: row, token, ...session } of sessions) {
    const expected = expectedOf(session);
    const id = token as string;
    const found = {
      ...rows.get(id),
      ...facts.get(id),
      person: people.get(id),
    } as unknown as JsonObject;
    const told = Object.keys(expected).map((key) => [key, found[key]]);
    expect({ row, ...Object.fromEntries(told) }).toEqual({ row, ...expected });
  }
}

/** Each row is found by its token, and by its user, and is gone once it is deleted. */
async function expectFound(name: string, database: string): Promise<void> {
  const { env, options: given, sessions } = read(name);
  const secret = env?.['SESSION_ADMIN_SECRET'];
  const options = { ...given, cleanupInterval: 0, ...(secret !== undefined && { secret }) };
  await using store = await SequelizeStore.open(database, options);
  for (const { name: row, token, user } of sessions) {
    const found = await store.get(token as string);
    expect({ row, token: found?.token, user: found?.user }).toEqual({ row, token, user });
    if (typeof user !== 'string') continue;
    const tokens: string[] = [];
    for await (const one of store.sessions({ state: 'all', user })) tokens.push(one.token);
    const theirs = sessions.filter((one) => one['user'] === user);
    expect(tokens.sort()).toEqual(theirs.map((one) => one['token']).sort());
  }
  // One that is logged out already stays as it is.
  const present = sessions.filter(({ active }) => active !== false);
  for (const { token } of present) expect(await store.delete(token as string)).toBe(true);
  expect(await store.count()).toBe(0);
}

describe('edge cases in a SQLite file', () => {
  const folder = useFolder();

  it.each(withFile('sessions.sqlite'))('%s', async (name) => {
    const database = await copyFixture(`more/${name}`, folder.file('shop.db'));
    const before = readFileSync(database);
    await expectAgreement(name, database);
    expect(readdirSync(folder.path)).toEqual(['shop.db']);
    expect(readFileSync(database)).toEqual(before);
    await expectFound(name, database);
  });
});

function inServer(engine: Engine, scratch: Scratch, names: readonly string[]): void {
  afterEach(() => dropTables(engine, scratch));

  it.each(names)('%s', async (name) => {
    await loadDump(engine, `more/${name}`, scratch);
    await expectAgreement(name, scratch.url());
    await expectFound(name, scratch.url());
  });
}

const ofMysql = withFile('sessions.mysqldump.sql');

describe('edge cases in a server', () => {
  describeServer('PostgreSQL', (scratch) =>
    inServer('postgres', scratch, withFile('sessions.sql')),
  );
  for (const name of eachServer.filter((name) => engineOf(name) === 'mysql')) {
    describeServer(name, (scratch) => inServer('mysql', scratch, ofMysql));
  }
});
