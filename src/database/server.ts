import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Options, Sequelize } from 'sequelize';
import { breakOff } from './break-off.js';
import type { Connected, ConnectOptions, Location, ServerLocation } from './connected.js';
import type { Dialect } from './contract.js';
import { mysql } from './mysql/dialect.js';
import { postgres } from './postgres/dialect.js';
import { connectTimeout, statementLimit } from './timeouts.js';
import { loadMysql } from './mysql/driver.js';
import { plainLogins } from './mysql/login.js';
import { tlsPlan, type TlsOptions, type TlsPlan } from './tls.js';
import { settleTransport } from './transport.js';

const poolSize = 5;
/** After a connection was idle for so long, the kernel asks whether its other end is still there. */
const keepAliveMs = 30_000;
/** The server's own limit comes first, so that it ends the statement too. */
const serverFirstMs = 1000;
/** How long to wait for servers that are told goodbye. */
const goodbyeMs = 2000;

/** A driver's connection, as it tells of its end. */
interface Ending {
  once(event: 'end', listener: () => void): unknown;
}

/** What differs between the servers when a connection is made. */
interface ServerKind {
  dialect: Dialect;
  defaultPort: number;
  /** Saves Sequelize a connection that only asks for the version. */
  databaseVersion: string;
  /** Gives the driver, which tells of each connection as it begins. */
  loadDriver(onConnection: (connection: Ending) => void): Promise<object>;
  driverOptions(
    server: ServerLocation,
    timeoutMs: number,
    tls: TlsPlan['options'],
  ): Record<string, unknown>;
  /** What replaces some of these on a connection without TLS. */
  plainOptions(server: ServerLocation, driver: object): Record<string, unknown>;
  /** How much longer than the server itself a statement with a limit is waited for. */
  laterMs: number;
}

const kinds = {
  postgres: {
    dialect: postgres,
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
    laterMs: serverFirstMs,
  },
  mysql: {
    dialect: mysql,
    defaultPort: 3306,
    databaseVersion: '8.0.0',
    loadDriver: loadMysql,
    driverOptions: (server, timeoutMs, tls) => ({
      connectTimeout: timeoutMs,
      charset: 'utf8mb4',
      // Sequelize's own makes an object of each value first: 1.6 KB of garbage apiece.
      typeCast: true,
      // The driver keeps 16,000 statements open, which is all that a server has for everybody.
      maxPreparedStatements: 50,
      enableKeepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
      ...(server.host.startsWith('/') && { socketPath: server.host }),
      // No statement of ours sends the server a file, and no server may ask for one.
      flags: '-FOUND_ROWS,-LOCAL_FILES',
      ...mysqlTls(server, tls),
    }),
    plainOptions: (server, driver) => ({
      ssl: undefined,
      stream: undefined,
      ...(isReadable(server) && { authPlugins: plainLogins(driver as typeof import('mysql2')) }),
    }),
    laterMs: 0,
  },
} satisfies Record<Exclude<Location['dialect'], 'sqlite'>, ServerKind>;

/** Opens a PostgreSQL, MySQL or MariaDB server; nothing connects before the first statement. */
export async function connectServer(
  name: keyof typeof kinds,
  title: string,
  server: ServerLocation,
  { connections = poolSize }: ConnectOptions = {},
): Promise<Connected> {
  const kind: ServerKind = kinds[name];
  const timeoutMs = connectTimeout(server.driver);
  const limitMs = statementLimit('statement_timeout', server.driver);
  const tls = tlsPlan(server);
  const dialectOptions = kind.driverOptions(server, timeoutMs, tls.options);
  const alive = new Set<Ending>();
  const note = (connection: Ending): void => {
    alive.add(connection);
    connection.once('end', () => alive.delete(connection));
  };
  const [{ Sequelize }, driver] = await Promise.all([import('sequelize'), kind.loadDriver(note)]);
  const plain = kind.plainOptions(server, driver);
  if (tls.options === false) Object.assign(dialectOptions, plain);
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
    pool: { max: connections, min: 0, idle: 10_000, acquire: timeoutMs + 5000 },
    // Columns without a zone hold what their writer's session showed: keep the server's zone.
    keepDefaultTimezone: true,
    ...(server.username !== undefined && { username: server.username }),
    password: passwordOf(name, server),
  };
  const sequelize: Sequelize = new Sequelize(settings);
  const isSocket = server.host.startsWith('/');
  const transport = settleTransport(sequelize, tls, plain);
  return {
    sequelize,
    dialect: kind.dialect,
    title,
    transport: () => (isSocket ? 'socket' : transport()),
    statementMs: limitMs === undefined ? undefined : limitMs + kind.laterMs,
    close: () => closeAll(sequelize, alive),
  };
}

/** Closes the connections: those whose servers say nothing, without their goodbye. */
async function closeAll(sequelize: Sequelize, alive: ReadonlySet<Ending>): Promise<void> {
  const enough = new AbortController();
  const closing = sequelize.close().catch(() => undefined);
  await Promise.race([
    closing,
    sleep(goodbyeMs, undefined, { signal: enough.signal }).catch(() => undefined),
  ]);
  enough.abort();
  for (const connection of alive) breakOff(connection);
}

/** A limit that PostgreSQL itself keeps, as its driver takes it. */
function serverLimit(
  name: 'lock_timeout' | 'statement_timeout',
  options: ServerLocation['driver'],
): Record<string, number> {
  const ms = statementLimit(name, options);
  return ms === undefined || ms === Infinity ? {} : { [name]: ms };
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

/** Whether others may read along, and the URL does not say that this is as it may be. */
const isReadable = ({ host, driver }: ServerLocation): boolean =>
  !host.startsWith('/') && driver['allowPublicKeyRetrieval']?.toLowerCase() !== 'true';

const pick = (from: ServerLocation['driver'], names: string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/**
 * mysql2 checks the certificate against `localhost` where the host is an IP address: Node takes the
 * name from the socket then, which mysql2 makes without one.
 */
function mysqlTls(
  server: ServerLocation,
  ssl: TlsPlan['options'],
): { ssl?: TlsOptions; stream?: () => net.Socket } {
  if (!ssl) return {};
  if (!ssl.verifyIdentity || net.isIP(server.host) === 0) return { ssl };
  const stream = (): net.Socket => {
    const socket = net.connect(server.port ?? kinds.mysql.defaultPort, server.host);
    socket.setNoDelay(true).setKeepAlive(true, keepAliveMs);
    return Object.assign(socket, { _host: server.host });
  };
  return { ssl, stream };
}
