import { randomBytes } from 'node:crypto';
import mysql2 from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';

/** The servers that join the tests when the environment has their URLs. */
export const servers = {
  PostgreSQL: { variable: 'SESSION_ADMIN_TEST_POSTGRES', engine: 'postgres' },
  MySQL: { variable: 'SESSION_ADMIN_TEST_MYSQL', engine: 'mysql' },
  MariaDB: { variable: 'SESSION_ADMIN_TEST_MARIADB', engine: 'mysql' },
} as const;
export type ServerName = keyof typeof servers;

/** Runs statements on a server, past the tool. */
export interface ServerSession {
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A database of the test file's own. */
export interface Scratch extends ServerSession {
  /** Its URL, with the server's own user or with another one. */
  url(user?: { name: string; password: string }): string;
  readonly name: string;
}

/**
 * Describes tests against a server, in a database made for the file and dropped after it. Without
 * the server's URL in the environment they are skipped by name; in CI that is a failure.
 */
export function describeServer(name: ServerName, tests: (scratch: Scratch) => void): void {
  const { variable, engine } = servers[name];
  const url = process.env[variable] ?? '';
  describeWhere(name, name, () => {
    if (url === '') {
      tests(missing);
      return;
    }
    const database = `session_admin_${randomBytes(6).toString('hex')}`;
    const scratchUrl = withDatabase(url, database);
    let session: ServerSession = missing;
    beforeAll(async () => {
      const admin = await connect(engine, url);
      await admin.query(`CREATE DATABASE ${database}`);
      await admin.close();
      session = await connect(engine, scratchUrl);
    });
    afterAll(async () => {
      await session.close();
      const admin = await connect(engine, url);
      await admin.query(`DROP DATABASE ${database}${engine === 'postgres' ? ' WITH (FORCE)' : ''}`);
      await admin.close();
    });
    tests({
      name: database,
      query: (sql, values) => session.query(sql, values),
      close: () => session.close(),
      url: (user) => (user ? withUser(scratchUrl, user) : scratchUrl),
    });
  });
}

/** Describes tests that run where a server's URL is set; for those that start a server of their own. */
export function describeWhere(name: ServerName, title: string, tests: () => void): void {
  const { variable } = servers[name];
  if ((process.env[variable] ?? '') !== '') {
    describe(title, tests);
    return;
  }
  if (process.env['CI'])
    throw new Error(`${title}: ${variable} is not set, and CI tests every database`);
  describe.skip(`${title} (skipped: set ${variable} to a URL to test it)`, tests);
}

/** Opens a connection with the driver alone. */
export async function connect(engine: 'postgres' | 'mysql', url: string): Promise<ServerSession> {
  if (engine === 'postgres') {
    const client = new pg.Client({ connectionString: url });
    // A server that is stopped under a test ends the connection; the next query says so.
    client.on('error', () => undefined);
    await client.connect();
    return {
      query: async (sql, values) => {
        const result = await client.query<Record<string, unknown>>(sql, values);
        return result.rows;
      },
      close: () => client.end(),
    };
  }
  const client = await mysql2.createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    dateStrings: true,
    multipleStatements: true,
  });
  return {
    query: async (sql, values) => {
      const [rows] = await client.query(sql, values);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    },
    close: () => client.end(),
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function withUser(url: string, { name, password }: { name: string; password: string }): string {
  const changed = new URL(url);
  changed.username = name;
  changed.password = password;
  return changed.href;
}

const missing: Scratch = {
  name: '',
  query: () => Promise.reject(new Error('there is no server')),
  close: () => Promise.resolve(),
  url: () => '',
};
