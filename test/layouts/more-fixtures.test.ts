import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseJson, type JsonObject } from '../../src/index.js';
import { dropTables, loadDump, type Engine } from '../helpers/dump.js';
import { copyFixture, fixture, useFolder } from '../helpers/folder.js';
import { listing, zones } from '../helpers/listing.js';
import { describeServer, type Scratch } from '../helpers/servers.js';

interface More {
  store: string;
  layout: string;
  env?: Record<string, string>;
  sessions: JsonObject[];
}

const more = readdirSync(fixture('more', '.'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, files: readdirSync(fixture(`more/${name}`, '.')) }));

const withFile = (file: string): string[] =>
  more.filter(({ files }) => files.includes(file)).map(({ name }) => name);

const read = (name: string): More =>
  parseJson(readFileSync(fixture(`more/${name}`, 'expected.json'), 'utf8')) as unknown as More;

/** The members that expected.json has, and the state that follows from them. */
function expectedOf(session: JsonObject): JsonObject {
  const { user = null, expiry = null, active, size, data } = session;
  const isOver = active === false || (expiry !== null && Date.parse(expiry as string) < Date.now());
  return {
    user,
    expiry,
    state: isOver ? 'expired' : 'active',
    ...(size !== undefined && { size }),
    ...(data !== undefined && { data }),
    error: null,
  };
}

async function expectAgreement(name: string, database: string): Promise<void> {
  const { layout: wanted, env = {}, sessions } = read(name);
  for (const TZ of zones) {
    const { layout, rows } = await listing(database, { TZ, ...env });
    expect({ TZ, layout }).toEqual({ TZ, layout: wanted });
    expect([...rows.keys()].sort()).toEqual(sessions.map(({ token }) => token).sort());
    for (const { name: row, token, ...session } of sessions) {
      const expected = expectedOf(session);
      const found = rows.get(token as string) as unknown as JsonObject;
      const told = Object.keys(expected).map((key) => [key, found[key]]);
      expect({ row, ...Object.fromEntries(told) }).toEqual({ row, ...expected });
    }
  }
}

describe('edge cases in a SQLite file', () => {
  const folder = useFolder();

  it.each(withFile('sessions.sqlite'))('%s', async (name) => {
    const database = await copyFixture(`more/${name}`, folder.file('shop.db'));
    const before = readFileSync(database);
    await expectAgreement(name, database);
    expect(readdirSync(folder.path)).toEqual(['shop.db']);
    expect(readFileSync(database)).toEqual(before);
  });
});

function inServer(engine: Engine, scratch: Scratch, names: readonly string[]): void {
  afterEach(() => dropTables(engine, scratch));

  it.each(names)('%s', async (name) => {
    await loadDump(engine, `more/${name}`, scratch);
    await expectAgreement(name, scratch.url());
  });
}

const renamed = 'express-mysql-session-renamed';
const ofMysql = withFile('sessions.mysqldump.sql').filter((name) => name !== renamed);

describe('edge cases in a server', () => {
  describeServer('PostgreSQL', (scratch) =>
    inServer('postgres', scratch, withFile('sessions.sql')),
  );
  describeServer('MySQL', (scratch) => inServer('mysql', scratch, ofMysql));
  describeServer('MariaDB', (scratch) => inServer('mysql', scratch, ofMysql));
});
