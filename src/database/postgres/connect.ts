import type pg from 'pg';
import type { Connected, ConnectOptions, Location, ServerLocation } from '../connected.js';
import { connectServer, keepAliveMs, type Ending, type ServerKind } from '../server.js';
import { statementLimit } from '../timeouts.js';
import { postgres } from './dialect.js';

/** Opens a PostgreSQL server. */
export const connectPostgres = (location: Location, options: ConnectOptions): Promise<Connected> =>
  connectServer(kind, location, options);

const kind: ServerKind = {
  dialect: postgres,
  sequelize: 'postgres',
  defaultPort: 5432,
  databaseVersion: '12.0.0',
  loadDriver: loadPg,
  driverOptions: (server, timeoutMs, tls) => ({
    connectionTimeoutMillis: timeoutMs,
    application_name: 'session-admin',
    clientMinMessages: 'ignore',
    keepAlive: true,
    ...pick(server.driver, ['application_name', 'options']),
    // Only where they are given: a pooler refuses what it does not know.
    ...serverLimit('lock_timeout', server.driver),
    ...serverLimit('statement_timeout', server.driver),
    // Given even where it is none: the driver would look for PGSSLMODE.
    ssl: tls,
  }),
  plainOptions: () => ({ ssl: false }),
  // Without one pg looks for PGPASSWORD and in ~/.pgpass, and prints a deprecation warning about the
  // latter. A function keeps it from both.
  noPassword: (() => '') as unknown as string,
  // The server's own limit comes first, so that it ends the statement too.
  laterMs: 1000,
};

/** A limit that PostgreSQL itself keeps, as its driver takes it. */
function serverLimit(
  name: 'lock_timeout' | 'statement_timeout',
  options: ServerLocation['driver'],
): Record<string, number> {
  const ms = statementLimit(name, options);
  return ms === undefined || ms === Infinity ? {} : { [name]: ms };
}

/**
 * The driver, with errors heard from a connection's first moment on: Sequelize listens only after
 * the login, and a server that is shutting down may end a connection together with it. An error that
 * nobody hears ends the process; who waits for an answer is told in any case.
 */
async function loadPg(onConnection: (connection: Ending) => void): Promise<object> {
  const { default: pg } = await import('pg');
  class HeardClient extends pg.Client {
    constructor(settings: pg.ClientConfig) {
      // Sequelize hands no delay on.
      super({ ...settings, keepAliveInitialDelayMillis: keepAliveMs });
      this.on('error', () => undefined);
      onConnection(this);
    }
  }
  return { ...pg, Client: HeardClient };
}

const pick = (from: ServerLocation['driver'], names: string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
