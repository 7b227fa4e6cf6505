import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { connect, type ServerSession } from './server-session.js';

export { connect, type ServerSession };

/** The servers that join the tests when the environment has their URLs. */
export const servers = {
  PostgreSQL: { variable: 'SESSION_ADMIN_TEST_POSTGRES', engine: 'postgres' },
  MySQL: { variable: 'SESSION_ADMIN_TEST_MYSQL', engine: 'mysql' },
  MariaDB: { variable: 'SESSION_ADMIN_TEST_MARIADB', engine: 'mysql' },
} as const;
export type ServerName = keyof typeof servers;

/** A server that the tests start by themselves, where the platform has its programs. */
const startedByTests = {
  'PostgreSQL 18': { variable: 'SESSION_ADMIN_TEST_POSTGRES_18', engine: 'postgres' },
} as const;
export type AnyServer = ServerName | keyof typeof startedByTests;

const all = { ...servers, ...startedByTests };

/**
 * Those servers, each once: where MySQL's URL leads to MariaDB's server, it is MariaDB alone, since the
 * tool speaks to both in the same way.
 */
export const eachServer: readonly ServerName[] = (Object.keys(servers) as ServerName[]).filter(
  (name) => name !== 'MySQL' || addressOf(name) === '' || addressOf(name) !== addressOf('MariaDB'),
);

function addressOf(name: ServerName): string {
  const url = process.env[servers[name].variable] ?? '';
  if (url === '') return '';
  const { host, search } = new URL(url);
  return `${host}${search}`;
}

/** For what must hold on any server: those, and the newest PostgreSQL. */
export const everyServer: readonly AnyServer[] = [...eachServer, 'PostgreSQL 18'];

export const engineOf = (name: AnyServer) => all[name].engine;

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
export function describeServer(name: AnyServer, tests: (scratch: Scratch) => void): void {
  const { variable, engine } = all[name];
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
      // No test lets the server crash: none has to wait for its disk.
      if (engine === 'postgres') {
        await admin.query(`ALTER DATABASE ${database} SET synchronous_commit = off`);
      }
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
export function describeWhere(name: AnyServer, title: string, tests: () => void): void {
  const { variable } = all[name];
  if ((process.env[variable] ?? '') !== '') {
    describe(title, tests);
    return;
  }
  if (process.env['CI'] && (name in servers || onLinux))
    throw new Error(`${title}: ${variable} is not set, and CI tests every database`);
  describe.skip(`${title} (skipped: set ${variable} to a URL to test it)`, tests);
}

/** Where continuous integration runs. */
const onLinux = process.platform === 'linux' && process.arch === 'x64';

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
