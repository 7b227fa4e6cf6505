import { defineLayout } from './define.js';
import { expressCookie, expressKey, expressPayload, expressUser } from './express.js';

/**
 * express-session on connect-session-sequelize, with whatever columns `extendDefaultFields` adds.
 *
 * The store itself takes an expired session for as long as its row is there.
 *
 * Source: mweibel/connect-session-sequelize, lib/connect-session-sequelize.js and lib/model.js.
 */
export const connectSessionSequelize = defineLayout({
  name: 'connect-session-sequelize',
  title: 'connect-session-sequelize (Express)',
  tables: ['Sessions', 'sessions', 'Session', 'session'],
  columns: {
    token: ['sid'],
    data: ['data'],
    expiry: ['expires'],
    user: ['userid'],
    also: ['createdat', 'updatedat'],
  },
  expiry: { form: { sqlite: 'sequelize', integer: null, naive: 'utc' } },
  payload: expressPayload,
  user: expressUser,
  key: expressKey,
  fills: [
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  cookie: expressCookie,
});
