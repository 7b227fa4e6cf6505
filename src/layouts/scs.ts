import type { Dialect, DialectName, TableName } from '../database/contract.js';
import type { Layout } from './contract.js';
import { expiryFormat } from './expiry/formats.js';

/**
 * SCS, the session manager for Go: the tables of gormstore, sqlite3store, postgresstore, pgxstore,
 * cockroachdbstore, mysqlstore and bunstore, which differ in the type of `expiry` alone.
 *
 * Source: alexedwards/scs, gormstore/gormstore.go, sqlite3store/sqlite3store.go and so on.
 */
export const scs: Layout = {
  name: 'scs',
  title: 'SCS (Go)',
  tables: ['sessions'],
  columns: { token: 'token', data: 'data', expiry: 'expiry' },
  codec: 'gob',
  foreignCodecs: ['text', 'base64'],

  expiry: ({ type }, { name }) => expiryFormat(name, type),

  create: (table, dialect) => gormTable[dialect.name](table, dialect),
};

/** What GORM makes of gormstore's model on each database. */
const gormTable = {
  sqlite: (table, { quote }) => [
    `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (` +
      `${quote('token')} varchar(43), ${quote('data')} blob, ${quote('expiry')} datetime, ` +
      `PRIMARY KEY (${quote('token')}))`,
    createIndex(table, quote),
  ],
  postgres: (table, { quote }) => [
    `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (` +
      `${quote('token')} varchar(43), ${quote('data')} bytea, ${quote('expiry')} timestamptz, ` +
      `PRIMARY KEY (${quote('token')}))`,
    createIndex(table, quote),
  ],
  mysql: (table, { quote }) => [
    `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (` +
      `${quote('token')} varchar(43), ${quote('data')} longblob, ${quote('expiry')} datetime(3) NULL, ` +
      `PRIMARY KEY (${quote('token')}), INDEX ${quote(`idx_${table.name}_expiry`)} (${quote('expiry')})) ` +
      `ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`,
  ],
} satisfies Record<DialectName, (table: TableName, dialect: Dialect) => string[]>;

const createIndex = ({ name }: TableName, quote: Dialect['quote']): string =>
  `CREATE INDEX IF NOT EXISTS ${quote(`idx_${name}_expiry`)} ON ${quote(name)} (${quote('expiry')})`;
