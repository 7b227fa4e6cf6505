import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  parseJson,
  SequelizeStore,
  type JsonObject,
  type StoreOptions,
} from '../../../src/index.js';
import { dropTables, loadDump } from '../../helpers/dump.js';
import { copyFixture, fixture, useFolder } from '../../helpers/folder.js';
import { describeServer, eachServer, engineOf } from '../../helpers/servers.js';

/** Every fixture, as its framework made it, by the file that it is in. */
const all = [...foldersIn('.'), ...foldersIn('more').map((name) => `more/${name}`)];
const withFile = (file: string): string[] =>
  all.filter((name) => readdirSync(fixture(name, '.')).includes(file));

function foldersIn(folder: string): string[] {
  return readdirSync(fixture(folder, '.'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** What its application is known by, beside its table. */
function optionsOf(name: string): StoreOptions {
  const { env = {}, options = {} } = parseJson(
    readFileSync(fixture(name, 'expected.json'), 'utf8'),
  ) as { env?: Record<string, string>; options?: JsonObject };
  const secret = env['SESSION_ADMIN_SECRET'];
  return { ...options, ...(secret !== undefined && { secret }) };
}

/** What a statement that fails leaves behind. */
const untold = /cannot be told|did not answer/;

/** What is wrong with a fixture, once its expired sessions are gone. */
async function wrongWith(name: string, database: string): Promise<string[]> {
  await using store = await SequelizeStore.open(database, optionsOf(name));
  await store.purge({ trustExpiry: true });
  const found = await store.examine();
  expect(found).toHaveLength(15);
  return found
    .filter(({ status, message }) => !['ok', 'skipped'].includes(status) || untold.test(message))
    .map(({ check, message }) => `${check}: ${message}`);
}

describe('of what a framework made, nothing is said to be wrong', () => {
  const folder = useFolder();

  it.each(withFile('sessions.sqlite'))('%s', async (name) => {
    const database = await copyFixture(name, folder.file('shop.db'));
    expect(await wrongWith(name, database)).toEqual([]);
  });

  for (const server of eachServer) {
    const engine = engineOf(server);
    const file = engine === 'postgres' ? 'sessions.sql' : 'sessions.mysqldump.sql';
    describeServer(server, (scratch) => {
      afterEach(() => dropTables(engine, scratch));

      it.each(withFile(file))('%s', async (name) => {
        await loadDump(engine, name, scratch);
        expect(await wrongWith(name, scratch.url())).toEqual([]);
      });
    });
  }
});
