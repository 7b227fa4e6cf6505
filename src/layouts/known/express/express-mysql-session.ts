import { defineLayout } from '../../define.js';
import { aliveInRoundedSecond } from '../../edges.js';
import { expressSession } from './express.js';

/**
 * express-session on express-mysql-session: an expiry in whole seconds, compared with the time
 * rounded to seconds.
 *
 * Source: chill117/express-mysql-session, index.js and schema.sql.
 */
export const expressMysqlSession = defineLayout({
  name: 'express-mysql-session',
  title: 'express-mysql-session (Express)',
  tables: ['sessions', 'session'],
  columns: {
    token: ['sessionid'],
    data: ['data'],
    expiry: ['expires'],
    user: ['userid'],
  },
  expiry: {
    form: { sqlite: 'seconds', integer: 'seconds', naive: 'utc' },
    expired: aliveInRoundedSecond,
    purged: aliveInRoundedSecond,
  },
  ...expressSession,
});
