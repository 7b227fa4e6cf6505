import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { expressSession } from './express.js';

/**
 * express-session on connect-typeorm: a session that logs out keeps its row, with `destroyedAt` set,
 * so that a request still under way does not bring it back (`set` inserts where there is none).
 *
 * Source: freshgiammi-lab/connect-typeorm, src/app/TypeormStore/TypeormStore.ts of version 2.0.0.
 */
export const connectTypeorm = defineLayout({
  name: 'connect-typeorm',
  title: 'connect-typeorm (Express)',
  tables: ['session', 'sessions'],
  columns: {
    token: ['id'],
    data: ['json'],
    expiry: ['expiredat'],
    user: ['userid'],
    provenBy: 'names',
    revoked: ['destroyedat'],
  },
  logout: 'marks',
  expiry: {
    form: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'utc' },
    expired: deadAt,
    purged: deadAt,
  },
  ...expressSession,
});
