import { defineLayout } from '../../define.js';
import { aliveInSecond, deadInSecond } from '../../edges.js';
import { expressSession } from './express.js';

/**
 * express-session on better-sqlite3-session-store, which compares whole seconds: a session is taken
 * while the second of its expiry has not begun, and its row goes once that second is over.
 *
 * Source: attestate/better-sqlite3-session-store, src/index.js of version 0.1.0.
 */
export const betterSqlite3SessionStore = defineLayout({
  name: 'better-sqlite3-session-store',
  title: 'better-sqlite3-session-store (Express)',
  tables: ['sessions'],
  columns: {
    token: ['sid'],
    data: ['sess'],
    expiry: ['expire'],
    user: ['userid'],
    provenBy: 'names',
    dialects: ['sqlite'],
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: deadInSecond,
    purged: aliveInSecond,
  },
  ...expressSession,
});
