import { defineLayout } from './define.js';
import { aliveInSecond } from './edges.js';
import { expressKey, expressPayload, expressUser } from './express.js';

const common = {
  name: 'connect-session-knex',
  title: 'connect-session-knex (Express)',
  tables: ['sessions', 'session', 'knex_sessions'],
  payload: expressPayload,
  user: expressUser,
  key: expressKey,
  cookie: 'express',
} as const;
const columns = {
  token: ['sid'],
  data: ['sess'],
  expiry: ['expired'],
  user: ['userid'],
} as const;
const form = { sqlite: 'iso', integer: null, naive: 'utc' } as const;

/**
 * express-session on connect-session-knex, which compares whole seconds on SQLite and stores no
 * more on MySQL.
 *
 * Source: gx0r/connect-session-knex, src/index.ts and src/utils.ts.
 */
export const connectSessionKnex = defineLayout({
  ...common,
  columns: { ...columns, dialects: ['sqlite', 'mysql'], typed: ({ type }) => type !== '' },
  expiry: { form, expired: aliveInSecond, purged: aliveInSecond },
});

/** The same on PostgreSQL, which looks at the instant itself. */
export const knexPostgres = defineLayout({
  ...common,
  columns: { ...columns, dialects: ['postgres'] },
  expiry: { form },
});
