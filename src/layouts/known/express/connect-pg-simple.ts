import { defineLayout } from '../../define.js';
import { expressSession } from './express.js';

/**
 * express-session on connect-pg-simple. `expire` is a timestamp without a zone that holds the local
 * time of the connection which wrote it, rounded up to the second.
 *
 * Source: voxpelli/node-connect-pg-simple, index.js and table.sql.
 */
export const connectPgSimple = defineLayout({
  name: 'connect-pg-simple',
  title: 'connect-pg-simple (Express)',
  tables: ['session', 'sessions', 'user_sessions'],
  columns: {
    token: ['sid'],
    data: ['sess'],
    expiry: ['expire'],
    user: ['userid'],
    provenBy: 'names',
    dialects: ['postgres'],
  },
  expiry: { form: { sqlite: 'iso', integer: null, naive: 'connection' } },
  ...expressSession,
});
