import { readFileSync } from 'node:fs';
import type { Options, Sequelize } from 'sequelize';
import { SessionAdminError } from '../errors.js';
import type { Connected, ConnectOptions, Dialect, Location, ServerLocation } from './contract.js';
import { mysql } from './mysql.js';
import { postgres } from './postgres.js';

const connectTimeoutMs = 10_000;
const poolSize = 5;

/** What differs between the servers when a connection is made. */
interface ServerKind {
  dialect: Dialect;
  defaultPort: number;
  /** Saves Sequelize a connection that only asks for the version. */
  databaseVersion: string;
  loadDriver(): Promise<object>;
  driverOptions(server: ServerLocation): Record<string, unknown>;
  readOnly: string;
}

const kinds = {
  postgres: {
    dialect: postgres,
    defaultPort: 5432,
    databaseVersion: '12.0.0',
    loadDriver: async () => (await import('pg')).default,
    driverOptions: ({ driver }) => ({
      connectionTimeoutMillis: connectTimeoutMs,
      application_name: 'session-admin',
      clientMinMessages: 'ignore',
      keepAlive: true,
      ...pick(driver, ['application_name', 'options', 'lock_timeout', 'statement_timeout']),
      ...timeout(driver, 'connectionTimeoutMillis'),
      ...tls(driver),
    }),
    readOnly: 'SET default_transaction_read_only = on',
  },
  mysql: {
    dialect: mysql,
    defaultPort: 3306,
    databaseVersion: '8.0.0',
    loadDriver: async () => (await import('mysql2')).default,
    driverOptions: ({ host, driver }) => ({
      connectTimeout: connectTimeoutMs,
      charset: 'utf8mb4',
      ...(host.startsWith('/') && { socketPath: host }),
      ...timeout(driver, 'connectTimeout'),
      ...tls(driver),
    }),
    readOnly: 'SET SESSION TRANSACTION READ ONLY',
  },
} satisfies Record<Exclude<Location['dialect'], 'sqlite'>, ServerKind>;

/** Opens a PostgreSQL, MySQL or MariaDB server; nothing connects before the first statement. */
export async function connectServer(
  name: keyof typeof kinds,
  title: string,
  server: ServerLocation,
  options: ConnectOptions,
): Promise<Connected> {
  const kind: ServerKind = kinds[name];
  const [{ Sequelize }, driver] = await Promise.all([import('sequelize'), kind.loadDriver()]);
  const settings: Options & { keepDefaultTimezone: boolean; databaseVersion: string } = {
    dialect: name,
    dialectModule: driver,
    dialectOptions: kind.driverOptions(server),
    databaseVersion: kind.databaseVersion,
    host: server.host,
    port: server.port ?? kind.defaultPort,
    database: server.database,
    logging: false,
    retry: { max: 1 },
    pool: { max: poolSize, min: 0, idle: 10_000, acquire: connectTimeoutMs + 5000 },
    // Columns without a zone hold what their writer's session showed: keep the server's zone.
    keepDefaultTimezone: true,
    ...(server.username !== undefined && { username: server.username }),
    ...(server.password !== undefined && { password: server.password }),
  };
  const sequelize: Sequelize = new Sequelize(settings);
  if (options.readOnly) {
    sequelize.addHook('afterConnect', (connection: unknown) => execute(connection, kind.readOnly));
  }
  return { sequelize, dialect: kind.dialect, title, close: () => sequelize.close() };
}

/** Both drivers take a statement and a callback. */
interface DriverConnection {
  query: (sql: string, done: (error: unknown) => void) => void;
}

function execute(connection: unknown, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    (connection as DriverConnection).query(sql, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

const pick = (from: ServerLocation['driver'], names: string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/** `connect_timeout` (seconds, as libpq has it) or `connectTimeout` (milliseconds, as mysql2 has it). */
function timeout(
  { connect_timeout: seconds, connectTimeout: ms }: ServerLocation['driver'],
  option: string,
) {
  const value = ms === undefined ? Number(seconds) * 1000 : Number(ms);
  return Number.isFinite(value) && value > 0 ? { [option]: value } : {};
}

/**
 * TLS as `sslmode` (libpq's words), `ssl-mode` (MySQL's) or `ssl=true` ask for it, with the
 * certificates of `sslrootcert`, `sslcert` and `sslkey`. A certificate is checked unless the URL
 * says `require` or `no-verify`, which libpq takes for encryption alone.
 */
function tls(driver: ServerLocation['driver']): { ssl?: object } {
  const mode = (driver['sslmode'] ?? driver['ssl-mode'] ?? driver['ssl'] ?? '').toLowerCase();
  if (['', 'disable', 'disabled', 'false', '0', 'prefer', 'preferred', 'allow'].includes(mode))
    return {};
  const known = [
    'require',
    'required',
    'no-verify',
    'verify-ca',
    'verify_ca',
    'verify-full',
    'verify_identity',
    'true',
    '1',
  ];
  if (!known.includes(mode)) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'the database URL asks for an unknown TLS mode: give sslmode=require, verify-ca, verify-full or disable',
    );
  }
  const [ca, cert, key] = [
    driver['sslrootcert'] ?? driver['ssl-ca'],
    driver['sslcert'] ?? driver['ssl-cert'],
    driver['sslkey'] ?? driver['ssl-key'],
  ];
  const checked = !['require', 'required', 'no-verify'].includes(mode) || ca !== undefined;
  const anyName = mode === 'verify-ca' || mode === 'verify_ca';
  return {
    ssl: {
      rejectUnauthorized: checked && mode !== 'no-verify',
      ...(anyName && { checkServerIdentity: () => undefined }),
      ...(ca !== undefined && { ca: certificate(ca) }),
      ...(cert !== undefined && { cert: certificate(cert) }),
      ...(key !== undefined && { key: certificate(key) }),
    },
  };
}

function certificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'a certificate file that the database URL names cannot be read',
      { cause },
    );
  }
}
