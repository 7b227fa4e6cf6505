import type { Layout } from '../../contract.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond, on } from '../../edges.js';
import { expressFacts, expressSession } from './express.js';

const inSeconds = on(['mysql'], aliveInSecond);

const columns = {
  token: ['sid'],
  data: ['data'],
  expiry: ['expires'],
  user: ['userid'],
} as const;

/**
 * express-session on connect-session-sequelize, with whatever columns `extendDefaultFields` adds.
 *
 * The store itself takes an expired session for as long as its row is there. MySQL's column has
 * whole seconds, and Sequelize cuts what it compares it with.
 *
 * Source: mweibel/connect-session-sequelize, lib/connect-session-sequelize.js and lib/model.js.
 */
export const connectSessionSequelize = defineLayout({
  name: 'connect-session-sequelize',
  title: 'connect-session-sequelize (Express)',
  tables: ['Sessions', 'sessions', 'Session', 'session'],
  columns: { ...columns, also: ['createdat', 'updatedat'] },
  expiry: {
    form: { sqlite: 'sequelize', integer: null, naive: 'utc' },
    expired: inSeconds,
    purged: inSeconds,
  },
  ...expressSession,
  facts: {
    ...expressFacts,
    created: { columns: ['createdat'] },
    lastSeen: { ...expressFacts.lastSeen, columns: ['updatedat'] },
  },
  fills: [
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
});

/** The same over a model of the application's own that has no timestamps. */
export const sequelizeWithoutTimestamps: Layout = {
  ...connectSessionSequelize,
  columns: {
    ...connectSessionSequelize.columns,
    also: [],
    // With an id it is Prisma's.
    lacks: ['id', 'createdat', 'updatedat'],
  },
};
