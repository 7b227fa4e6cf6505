import { defineLayout } from '../../define.js';
import { aliveInSecond, on } from '../../edges.js';
import { expressSession } from './express.js';

const inSeconds = on(['sqlite', 'mysql'], aliveInSecond);

/**
 * express-session on connect-session-knex. On SQLite and MySQL it compares whole seconds.
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
    provenBy: 'names',
    typed: ({ type }) => type !== '',
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: inSeconds,
    purged: inSeconds,
  },
  ...expressSession,
});
