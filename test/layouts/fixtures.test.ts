import { readdir, readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { anonymousIn, expectedFacts } from '../helpers/facts.js';
import { copyFixture, useFolder } from '../helpers/folder.js';
import {
  expectedRows,
  sqliteFrameworks,
  storedQuery,
  type Framework,
  type StoredRow,
} from '../helpers/frameworks.js';
import { listing, zones } from '../helpers/listing.js';
import { query } from '../helpers/sqlite.js';

const folder = useFolder();

const bytes = (column: string): string => `CAST(${column} AS BLOB)`;

const storedIn = (path: string, framework: Framework): Promise<StoredRow[]> =>
  query<StoredRow>(path, storedQuery(framework, bytes));

/** Everything that reading may not change: the folder, the file's bytes and its times. */
async function traceOf(path: string) {
  const { mtimeMs, ctimeMs, size } = await stat(path);
  return { mtimeMs, ctimeMs, size, bytes: await readFile(path), names: await readdir(folder.path) };
}

describe.each(Object.entries<Framework>(sqliteFrameworks))('%s', (name, framework) => {
  it('is found, and read as its framework reads it, in every zone, and left as it was', async () => {
    const database = await copyFixture(name, folder.file('shop.db'));
    const expected = await expectedRows(name, framework, await storedIn(database, framework));
    const known = expectedFacts(name);
    const before = await traceOf(database);
    for (const TZ of zones) {
      const { layout, rows, facts } = await listing(database, { TZ, ...framework.env });
      expect({ TZ, layout }).toEqual({ TZ, layout: framework.layout });
      expect(rows).toEqual(expected);
      expect(facts).toEqual(known.facts);
    }
    const secret = framework.env?.['SESSION_ADMIN_SECRET'];
    expect(await anonymousIn(database, secret === undefined ? {} : { secret })).toEqual(
      known.anonymous,
    );
    expect(await traceOf(database)).toEqual(before);
  });
});

describe('laravel-encrypted without its key', () => {
  it('lists every row with a reason and its bytes', async () => {
    const name = 'laravel-encrypted';
    const framework = sqliteFrameworks.laravel;
    const database = await copyFixture(name, folder.file('shop.db'));
    const stored = await storedIn(database, framework);
    const expected = await expectedRows(name, framework, stored);
    const { layout, rows, raw } = await listing(database);
    expect(layout).toBe('laravel');
    const reason = expect.stringMatching(/APP_KEY|SESSION_ADMIN_SECRET/) as string;
    for (const [token, row] of expected) {
      // The user stands in a column of its own, which is not encrypted.
      expect(rows.get(token)).toEqual({ ...row, data: null, error: reason });
    }
    expect(raw).toEqual(
      new Map(stored.map(({ token, payload }) => [token, payload.toString('base64')])),
    );
  });
});
