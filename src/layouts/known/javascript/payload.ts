import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';
import { people } from '../../users.js';

const readOnly = 'no session is added, for what logs in is a JWT that names it, signed by Payload';

/**
 * Payload: the sessions of a collection’s users, in a table of their own beside it. A JWT is taken
 * while the session is there that it names; each login removes what has run out of its user’s.
 *
 * Source: payloadcms/payload, packages/payload/src/auth/sessions.ts, strategies/jwt.ts and
 * baseFields/sessions.ts.
 */
export const payload = defineLayout({
  name: 'payload',
  title: 'Payload',
  // A list that editors keep may be called so too, but its rows have other ids.
  tables: ['users_sessions'],
  columns: {
    token: ['id'],
    expiry: ['expiresat'],
    user: ['parentid'],
    also: ['order', 'parentid', 'createdat'],
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: deadAt,
    purged: deadAt,
    swept: true,
  },
  payload: null,
  readOnly,
  user: { tables: [people('users')] },
  facts: { created: { columns: ['createdat'] } },
  key: {
    generate: onlyTheApplication(readOnly),
    form: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  },
  livesOn: [{ text: 'a request of its user’s that is under way may write a deleted session back' }],
});
