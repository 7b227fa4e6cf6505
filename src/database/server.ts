import net from 'node:net';
import type { Options, Sequelize } from 'sequelize';
import { SessionAdminError } from '../errors.js';
import type { Connected, Dialect, Location, ServerLocation } from './contract.js';
import { mysql } from './mysql.js';
import { postgres } from './postgres.js';
import { tlsOptions, type TlsOptions } from './tls.js';

const connectTimeoutMs = 10_000;
const poolSize = 5;

/** What differs between the servers when a connection is made. */
interface ServerKind {
  dialect: Dialect;
  defaultPort: number;
  /** Saves Sequelize a connection that only asks for the version. */
  databaseVersion: string;
  loadDriver(): Promise<object>;
  driverOptions(server: ServerLocation, timeoutMs: number): Record<string, unknown>;
}

const kinds = {
  postgres: {
    dialect: postgres,
    defaultPort: 5432,
    databaseVersion: '12.0.0',
    loadDriver: loadPg,
    driverOptions: (server, timeoutMs) => ({
      connectionTimeoutMillis: timeoutMs,
      application_name: 'session-admin',
      clientMinMessages: 'ignore',
      keepAlive: true,
      ...pick(server.driver, ['application_name', 'options', 'lock_timeout', 'statement_timeout']),
      // Given even where it is none: the driver would look for PGSSLMODE.
      ssl: tlsOptions(server),
    }),
  },
  mysql: {
    dialect: mysql,
    defaultPort: 3306,
    databaseVersion: '8.0.0',
    loadDriver: async () => (await import('mysql2')).default,
    driverOptions: (server, timeoutMs) => ({
      connectTimeout: timeoutMs,
      charset: 'utf8mb4',
      // Sequelize's own makes an object of each value first: 1.6 KB of garbage apiece.
      typeCast: true,
      // The driver keeps 16,000 statements open, which is all that a server has for everybody.
      maxPreparedStatements: 50,
      ...(server.host.startsWith('/') && { socketPath: server.host }),
      ...mysqlTls(server),
    }),
  },
} satisfies Record<Exclude<Location['dialect'], 'sqlite'>, ServerKind>;

/** Opens a PostgreSQL, MySQL or MariaDB server; nothing connects before the first statement. */
export async function connectServer(
  name: keyof typeof kinds,
  title: string,
  server: ServerLocation,
): Promise<Connected> {
  const kind: ServerKind = kinds[name];
  const timeoutMs = connectTimeout(server.driver);
  const dialectOptions = kind.driverOptions(server, timeoutMs);
  const [{ Sequelize }, driver] = await Promise.all([import('sequelize'), kind.loadDriver()]);
  const settings: Options & { keepDefaultTimezone: boolean; databaseVersion: string } = {
    dialect: name,
    dialectModule: driver,
    dialectOptions,
    databaseVersion: kind.databaseVersion,
    host: server.host,
    port: server.port ?? kind.defaultPort,
    database: server.database,
    logging: false,
    retry: { max: 1 },
    pool: { max: poolSize, min: 0, idle: 10_000, acquire: timeoutMs + 5000 },
    // Columns without a zone hold what their writer's session showed: keep the server's zone.
    keepDefaultTimezone: true,
    ...(server.username !== undefined && { username: server.username }),
    password: passwordOf(name, server),
  };
  const sequelize: Sequelize = new Sequelize(settings);
  return { sequelize, dialect: kind.dialect, title, close: () => sequelize.close() };
}

/**
 * Without a password pg looks for PGPASSWORD and in ~/.pgpass, and prints a deprecation warning
 * about the latter. A function keeps it from both.
 */
function passwordOf(name: keyof typeof kinds, { password }: ServerLocation): string {
  if (password !== undefined || name === 'mysql') return password ?? '';
  return (() => '') as unknown as string;
}

/**
 * The driver, with errors heard from a connection's first moment on: Sequelize listens only after
 * the login, and a server that is shutting down may end a connection together with it. An error that
 * nobody hears ends the process; who waits for an answer is told in any case.
 */
async function loadPg(): Promise<object> {
  const { default: pg } = await import('pg');
  class HeardClient extends pg.Client {
    constructor(...settings: ConstructorParameters<typeof pg.Client>) {
      super(...settings);
      this.on('error', () => undefined);
    }
  }
  return { ...pg, Client: HeardClient };
}

const pick = (from: ServerLocation['driver'], names: string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/**
 * `connect_timeout` (seconds, as libpq has it) or `connectTimeout` (milliseconds, as mysql2 has it),
 * in milliseconds; 0 waits for a day.
 */
function connectTimeout({ connect_timeout: s, connectTimeout: ms }: ServerLocation['driver']) {
  if (s === undefined && ms === undefined) return connectTimeoutMs;
  const value = ms === undefined ? Number(s) * 1000 : Number(ms);
  const dayMs = 86_400_000;
  if ((s ?? ms)?.trim() === '' || !(value >= 0 && value <= dayMs)) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'the database URL has a connect_timeout that is none: give seconds, such as connect_timeout=5',
    );
  }
  return value === 0 ? dayMs : Math.max(1, Math.round(value));
}

/**
 * mysql2 checks the certificate against `localhost` where the host is an IP address: Node takes the
 * name from the socket then, which mysql2 makes without one.
 */
function mysqlTls(server: ServerLocation): { ssl?: TlsOptions; stream?: () => net.Socket } {
  const ssl = tlsOptions(server);
  if (!ssl) return {};
  if (!ssl.verifyIdentity || net.isIP(server.host) === 0) return { ssl };
  const stream = (): net.Socket => {
    const socket = net.connect(server.port ?? kinds.mysql.defaultPort, server.host);
    socket.setNoDelay(true);
    return Object.assign(socket, { _host: server.host });
  };
  return { ssl, stream };
}
