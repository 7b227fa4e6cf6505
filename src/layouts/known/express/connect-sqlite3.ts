import { defineLayout } from '../../define.js';
import { expressSession } from './express.js';

/**
 * express-session on connect-sqlite3: columns without types, and an expiry in milliseconds.
 *
 * Source: rawberg/connect-sqlite3, lib/connect-sqlite3.js of version 0.9.18.
 */
export const connectSqlite3 = defineLayout({
  name: 'connect-sqlite3',
  title: 'connect-sqlite3 (Express)',
  tables: ['sessions'],
  columns: {
    token: ['sid'],
    data: ['sess'],
    expiry: ['expired'],
    user: ['userid'],
    provenBy: 'names',
    dialects: ['sqlite'],
    typed: ({ type }) => type === '',
  },
  expiry: {
    form: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'utc' },
    // As its driver writes what is larger than 32 bits.
    of: (format) => ({ ...format, write: (placeholder) => `CAST(${placeholder} AS REAL)` }),
  },
  ...expressSession,
});
