import type { Layout } from './contract.js';
import { sqliteJulian, sqliteSeconds, sqliteText } from './expiry/sqlite.js';

/**
 * SCS, the session manager for Go: gormstore's table and sqlite3store's, which differ in the type
 * of `expiry` alone.
 *
 * Source: alexedwards/scs, gormstore/gormstore.go and sqlite3store/sqlite3store.go.
 */
export const scs: Layout = {
  name: 'scs',
  title: 'SCS (Go)',
  tables: ['sessions'],
  columns: { token: 'token', data: 'data', expiry: 'expiry' },
  codec: 'gob',
  foreignCodecs: ['text', 'base64'],

  expiry: ({ type }) => {
    if (/real|doub|floa/.test(type)) return sqliteJulian;
    if (type.includes('int')) return sqliteSeconds;
    return sqliteText;
  },

  create: (table, { quote }) => [
    `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (` +
      `${quote('token')} varchar(43), ${quote('data')} blob, ${quote('expiry')} datetime, ` +
      `PRIMARY KEY (${quote('token')}))`,
    `CREATE INDEX IF NOT EXISTS ${quote(`idx_${table.name}_expiry`)} ` +
      `ON ${quote(table.name)} (${quote('expiry')})`,
  ],
};
