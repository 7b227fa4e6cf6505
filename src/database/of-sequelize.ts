import type { Sequelize } from 'sequelize';
import { SessionAdminError } from '../errors.js';
import type { Dialect } from './contract.js';
import { mysql } from './mysql/dialect.js';
import { postgres } from './postgres/dialect.js';
import { sqlite } from './sqlite/dialect.js';

/** Sequelize's names of the dialects that this house knows. */
const dialects: Partial<Record<string, Dialect>> = { sqlite, postgres, mysql, mariadb: mysql };

/** Tells the dialect of a caller's Sequelize instance. Throws `INVALID_ARGUMENT` for an unknown one. */
export function ofSequelize(sequelize: Sequelize): { dialect: Dialect; title: string } {
  const name = sequelize.getDialect();
  const dialect = dialects[name];
  if (!dialect) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `a Sequelize instance for ${name} is not supported: give one for sqlite, postgres, mysql or mariadb`,
    );
  }
  return { dialect, title: name };
}
