import { beforeEach, describe, expect, it } from 'vitest';
import { loadDump, type Engine } from '../helpers/dump.js';
import { anonymousIn, expectedFacts } from '../helpers/facts.js';
import {
  expectedRows,
  serverFrameworks,
  storedQuery,
  type Framework,
  type StoredRow,
} from '../helpers/frameworks.js';
import { listing, zones } from '../helpers/listing.js';
import {
  connect,
  describeServer,
  eachServer,
  engineOf,
  type Scratch,
  type ServerSession,
} from '../helpers/servers.js';

const bytes = {
  postgres: (column: string) => `convert_to(${column}::text, 'UTF8')`,
  mysql: (column: string) => `CAST(${column} AS BINARY)`,
};

const storedIn = async (
  engine: Engine,
  framework: Framework,
  session: ServerSession,
): Promise<StoredRow[]> => {
  const payload = framework.layout === 'scs' ? (column: string) => column : bytes[engine];
  const sql = storedQuery(framework, payload);
  return (await session.query(engine === 'mysql' ? sql.replaceAll('"', '`') : sql)) as never;
};

function agreement(engine: Engine, scratch: Scratch): void {
  describe.each(Object.entries<Framework>(serverFrameworks[engine]))('%s', (name, framework) => {
    beforeEach(async () => {
      await scratch.query(`DROP TABLE IF EXISTS ${framework.table}`);
      await loadDump(engine, name, scratch);
      return () => scratch.query(`DROP TABLE ${framework.table}`);
    });

    it('is found, and read as its framework reads it, in every zone', async () => {
      const stored = await storedIn(engine, framework, scratch);
      const expected = await expectedRows(name, framework, stored);
      const known = expectedFacts(name);
      for (const TZ of zones) {
        const { layout, rows, facts } = await listing(scratch.url(), { TZ });
        expect({ TZ, layout }).toEqual({ TZ, layout: framework.layout });
        expect(rows).toEqual(expected);
        expect(facts).toEqual(known.facts);
      }
      expect(await anonymousIn(scratch.url())).toEqual(known.anonymous);
    });
  });
}

for (const name of eachServer.filter((name) => engineOf(name) === 'mysql')) {
  describeServer(name, (scratch) => agreement('mysql', scratch));
}

describeServer('PostgreSQL', (scratch) => {
  agreement('postgres', scratch);

  /** The instant and the framework's rule, as a connection of the framework's sees them. */
  const seenBy = {
    'connect-pg-simple': { expiry: 'expire', live: 'expire >= to_timestamp($1)' },
    'connect-session-knex-pg': { expiry: 'expired', live: 'to_timestamp($1) <= expired' },
    'scs-postgresstore': { expiry: 'expiry', live: 'to_timestamp($1) < expiry' },
  } as const;
  const names = Object.keys(seenBy) as (keyof typeof seenBy)[];

  describe.each(names)('%s in a database of another zone', (name) => {
    const framework = serverFrameworks.postgres[name];
    const own = seenBy[name];

    it.each(['America/New_York', 'Asia/Kolkata'])('%s', async (zone) => {
      await scratch.query(`DROP TABLE IF EXISTS ${framework.table}`);
      await loadDump('postgres', name, scratch);
      await scratch.query(`ALTER DATABASE ${scratch.name} SET TimeZone = '${zone}'`);
      const theirs = await connect('postgres', scratch.url());
      try {
        const stored = await storedIn('postgres', framework, theirs);
        const seen = await theirs.query(
          `SELECT ${framework.token} AS token, ${own.live} AS live,
             trunc(extract(epoch FROM ${own.expiry}::timestamptz) * 1000) AS ms
           FROM ${framework.table}`,
          [Date.now() / 1000],
        );
        const expected = await expectedRows(name, framework, stored);
        for (const { token, live, ms } of seen) {
          const row = expected.get(token as string);
          const expiry = new Date(Number(ms)).toISOString();
          if (row)
            expected.set(token as string, { ...row, expiry, state: live ? 'active' : 'expired' });
        }
        for (const TZ of zones) {
          const { layout, rows } = await listing(scratch.url(), { TZ });
          expect({ TZ, layout }).toEqual({ TZ, layout: framework.layout });
          expect(rows).toEqual(expected);
        }
      } finally {
        await theirs.close();
        await scratch.query(`ALTER DATABASE ${scratch.name} RESET TimeZone`);
        await scratch.query(`DROP TABLE ${framework.table}`);
      }
    });
  });
});
