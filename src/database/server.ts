import { setTimeout as sleep } from 'node:timers/promises';
import type { Options, Sequelize } from 'sequelize';
import { breakOff } from './break-off.js';
import type { Connected, ConnectOptions, Location, ServerLocation } from './connected.js';
import type { Dialect } from './contract.js';
import { connectTimeout, statementLimit } from './timeouts.js';
import { tlsPlan, type TlsPlan } from './tls.js';
import { isThisMachine, settleTransport } from './transport.js';

const poolSize = 5;
/** After a connection was idle for so long, the kernel asks whether its other end is still there. */
export const keepAliveMs = 30_000;
/** How long to wait for servers that are told goodbye. */
const goodbyeMs = 2000;

/** A driver's connection, as it tells of its end. */
export interface Ending {
  once(event: 'end', listener: () => void): unknown;
}

/** What differs between the servers when a connection is made. */
export interface ServerKind {
  dialect: Dialect;
  /** Sequelize's name of it. */
  sequelize: 'postgres' | 'mysql';
  defaultPort: number;
  /** Saves Sequelize a connection that only asks for the version. */
  databaseVersion: string;
  /** Returns the driver, which tells of each connection as it begins. */
  loadDriver(onConnection: (connection: Ending) => void): Promise<object>;
  driverOptions(
    server: ServerLocation,
    timeoutMs: number,
    tls: TlsPlan['options'],
  ): Record<string, unknown>;
  /** What replaces some of these on a connection without TLS. */
  plainOptions(server: ServerLocation, driver: object): Record<string, unknown>;
  /** What Sequelize is given where the URL has no password. */
  noPassword: string;
  /** How much longer than the server itself a statement with a limit is waited for. */
  laterMs: number;
}

/** Opens a server of a kind; nothing connects before the first statement. */
export async function connectServer(
  kind: ServerKind,
  { title, server }: Location,
  { connections = poolSize }: ConnectOptions = {},
): Promise<Connected> {
  if (server === null) throw new TypeError('a file is no server');
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
    dialect: kind.sequelize,
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
    password: server.password ?? kind.noPassword,
  };
  const sequelize: Sequelize = new Sequelize(settings);
  const isSocket = server.host.startsWith('/');
  const transport = settleTransport(sequelize, tls, plain);
  return {
    sequelize,
    dialect: kind.dialect,
    title,
    transport: () => (isSocket ? 'socket' : transport()),
    remote: !isThisMachine(server.host),
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
