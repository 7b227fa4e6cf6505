import { randomBytes } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { aliveAt, deadAt } from '../../edges.js';

/**
 * Strapi 5: a refresh token is taken while its row is active, until `expires_at`, and until
 * `absolute_expires_at` in any case. One that was exchanged stays, as rotated, and so does
 * what has run out, until `absolute_expires_at`.
 *
 * Source: strapi/strapi, packages/core/core/src/services/session-manager.ts
 * (`validateRefreshToken`, `deleteExpired`), packages/core/admin/server/src/content-types/session.ts.
 */
export const strapi = defineLayout({
  name: 'strapi',
  title: 'Strapi 5',
  tables: ['strapi_sessions'],
  columns: {
    token: ['sessionid'],
    expiry: ['expiresat'],
    user: ['userid'],
    revoked: ['status'],
    revokedForm: { live: ['active'] },
    also: ['userid', 'childid', 'deviceid', 'origin', 'absoluteexpiresat', 'type'],
    own: [
      'id',
      'documentid',
      'createdat',
      'updatedat',
      'publishedat',
      'createdbyid',
      'updatedbyid',
      'locale',
    ],
    provenBy: 'names',
  },
  expiry: {
    // As Node's drivers write times by default.
    form: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'process' },
    atMost: { columns: ['absoluteexpiresat'], lifetimeMs: 0 },
    expired: deadAt,
    purged: aliveAt,
    purgedBy: ['absoluteexpiresat'],
  },
  payload: null,
  user: { tables: [{ name: 'admin_users', id: 'id', names: ['email', 'username'] }] },
  facts: { created: { columns: ['createdat'] } },
  // Its table has no index but on its own id.
  key: { generate: () => randomBytes(16).toString('hex'), form: /^[0-9a-f]{32}$/, unique: false },
  fills: [
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
    { column: 'absoluteexpiresat', with: 'expiry', replace: true },
  ],
  livesOn: [{ text: 'an access token (JWT) that was given out is taken until it runs out' }],
});
