import { defineLayout } from './define.js';
import { aliveInSecond } from './edges.js';
import { expressCookie, expressKey, expressPayload, expressUser } from './express.js';

/**
 * express-session on connect-session-knex. On SQLite it compares whole seconds, and on MySQL it
 * stores them: elsewhere that keeps a row for less than a second more.
 *
 * Source: gx0r/connect-session-knex, src/index.ts and src/utils.ts.
 */
export const connectSessionKnex = defineLayout({
  name: 'connect-session-knex',
  title: 'connect-session-knex (Express)',
  tables: ['sessions', 'session', 'knex_sessions'],
  columns: {
    token: ['sid'],
    data: ['sess'],
    expiry: ['expired'],
    user: ['userid'],
    typed: ({ type }) => type !== '',
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: aliveInSecond,
    purged: aliveInSecond,
  },
  payload: expressPayload,
  user: expressUser,
  key: expressKey,
  cookie: expressCookie,
});
