import { deadAt } from '../../edges.js';
import { defineLayout } from '../../define.js';
import { expressSession } from './express.js';

/**
 * express-session on @quixo3/prisma-session-store; up to version 2 its column was `expires`. On
 * SQLite Prisma writes whole milliseconds, or ISO text where it uses a driver adapter.
 *
 * Source: kleydon/prisma-session-store, src/lib/prisma-session-store.ts and prisma/schema.prisma.
 */
export const prismaSessionStore = defineLayout({
  name: 'prisma-session-store',
  title: 'prisma-session-store (Express)',
  tables: ['Session', 'Sessions', 'session', 'sessions'],
  columns: {
    token: ['sid'],
    data: ['data'],
    expiry: ['expiresat', 'expires'],
    user: ['userid'],
    also: ['id'],
    lacks: ['createdat'],
  },
  expiry: {
    form: { sqlite: 'milliseconds', integer: null, naive: 'utc', toldBy: 'rows' },
    expired: deadAt,
    purged: deadAt,
  },
  ...expressSession,
  fills: [{ column: 'id', with: 'key', replace: false }],
});
