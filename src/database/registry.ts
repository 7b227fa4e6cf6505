import type { Sequelize } from 'sequelize';
import { SessionAdminError } from '../errors.js';
import type { Connected, ConnectOptions, Location } from './connected.js';
import type { Dialect, DialectName } from './contract.js';
import { mysql } from './mysql/dialect.js';
import { postgres } from './postgres/dialect.js';
import { sqlite } from './sqlite/dialect.js';
import { connectSqlite } from './sqlite/file.js';

interface Registered {
  readonly dialect: Dialect;
  /** The schemes of its URLs. */
  readonly schemes: readonly string[];
  /** Sequelize's names of it. */
  readonly sequelize: readonly string[];
  /** Opens a database; what servers need is loaded only then. */
  readonly connect: (location: Location, options: ConnectOptions) => Promise<Connected>;
}

/** The dialects that there are: a folder and a line here. */
export const registry: Readonly<Record<DialectName, Registered>> = {
  sqlite: {
    dialect: sqlite,
    schemes: ['sqlite', 'sqlite3', 'file'],
    sequelize: ['sqlite'],
    connect: ({ path }, options) => connectSqlite(path, options),
  },
  postgres: {
    dialect: postgres,
    schemes: ['postgres', 'postgresql'],
    sequelize: ['postgres'],
    connect: async (location, options) =>
      (await import('./postgres/connect.js')).connectPostgres(location, options),
  },
  mysql: {
    dialect: mysql,
    schemes: ['mysql', 'mysql2', 'mariadb'],
    sequelize: ['mysql', 'mariadb'],
    connect: async (location, options) =>
      (await import('./mysql/connect.js')).connectMysql(location, options),
  },
};

const all = Object.values(registry);

/** The dialect of a URL's scheme; undefined for one that nobody here knows. */
export const ofScheme = (scheme: string): Dialect | undefined =>
  all.find(({ schemes }) => schemes.includes(scheme))?.dialect;

/** The dialect that a path without a scheme is of. */
export const ofPaths: DialectName = sqlite.name;

/** Tells the dialect of a caller's Sequelize instance. Throws `INVALID_ARGUMENT` for an unknown one. */
export function ofSequelize(sequelize: Sequelize): { dialect: Dialect; title: string } {
  const title = sequelize.getDialect();
  const known = all.find((one) => one.sequelize.includes(title));
  if (!known) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `a Sequelize instance for ${title} is not supported: give one for sqlite, postgres, mysql or mariadb`,
    );
  }
  return { dialect: known.dialect, title };
}
