import { randomBytes } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { people } from '../../users.js';

/**
 * Immich: the SHA-256 of a token, and mostly no end. Each night Immich itself also removes what was not
 * used for 90 days, which is not followed here: until then such a session is taken.
 *
 * Source: immich-app/immich, server/src/repositories/session.repository.ts (`cleanup`, `getByToken`),
 * server/src/services/session.service.ts, server/src/schema/tables/session.table.ts.
 */
export const immich = defineLayout({
  name: 'immich',
  title: 'Immich',
  tables: ['session', 'sessions'],
  columns: {
    token: ['token'],
    expiry: ['expiresat'],
    user: ['userid'],
    also: ['userid', 'parentid', 'devicetype', 'deviceos', 'pinexpiresat'],
    own: [
      'id',
      'createdat',
      'updatedat',
      'updateid',
      'appversion',
      'ispendingsyncreset',
      'oauthsid',
    ],
    provenBy: 'names',
    dialects: ['postgres'],
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: deadAt,
    purged: deadAt,
    swept: true,
  },
  payload: null,
  user: { tables: [people('user'), people('users')] },
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: { columns: ['updatedat'] },
    agent: { columns: ['devicetype'] },
  },
  key: {
    generate: () => randomBytes(32).toString('base64'),
    transform: 'sha256-bytes',
    unique: false,
  },
  cookie: 'plain',
  cookieName: 'immich_access_token',
  livesOn: [
    {
      text: 'API keys are taken until they are deleted',
      rows: { at: { table: 'api_key' }, user: 'userid' },
    },
  ],
});
