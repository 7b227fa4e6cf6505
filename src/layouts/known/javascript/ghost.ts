import type { JsonObject } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { textAt } from '../../facts.js';
import { people } from '../../users.js';
import { expressKey, expressPayload } from '../express/express.js';

/**
 * Ghost's sessions of its administration: express-session in a table without an end, of which Ghost
 * itself removes none and looks at no age. A login is taken whose device was verified for its user.
 * One that logged out keeps its row and that, and so asks for no code the next time.
 *
 * Source: TryGhost/Ghost, ghost/core/core/server/services/auth/session/ (session-store.js,
 * express-session.js, session-service.js), data/schema/schema.js.
 */
export const ghost = defineLayout({
  name: 'ghost',
  title: 'Ghost',
  tables: ['sessions'],
  columns: {
    token: ['sessionid'],
    data: ['sessiondata'],
    user: ['userid'],
    also: ['createdat', 'updatedat'],
    own: ['id'],
    provenBy: 'names',
    dialects: ['sqlite', 'mysql'],
  },
  expiry: { form: { sqlite: 'micros', integer: null, naive: 'utc' } },
  payload: {
    ...expressPayload,
    witness: null,
    seed: (data, seed) => expressPayload.seed({ ...loginOf(seed.user), ...data }, seed),
    provesItself: (data) => Object.hasOwn(data, 'user_id'),
  },
  user: { seeded: true, tables: [people('users')] },
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: { columns: ['updatedat'] },
    ip: { told: textAt('ip') },
    agent: { told: textAt('user_agent') },
  },
  key: expressKey,
  fills: [
    { column: 'id', with: 'random', replace: false },
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  cookie: 'express',
  cookieName: 'ghost-admin-api-session',
  livesOn: [
    {
      text: 'staff access tokens are taken until they are made anew',
      rows: { at: { table: 'api_keys' }, user: 'user_id' },
    },
  ],
});

const loginOf = (user: string | null): JsonObject =>
  user === null ? {} : { user_id: user, verified: true, verified_user_id: user };
