import { defineLayout } from '../../define.js';
import { base64urlId } from '../../ids.js';

/**
 * Directus: refresh tokens, whose rows are all there is of a session. Each login removes what has run
 * out. A row without a user is of a share.
 *
 * Source: directus/directus, api/src/services/authentication.ts, api/src/database/seeds/11-sessions.yaml.
 */
export const directus = defineLayout({
  name: 'directus',
  title: 'Directus',
  tables: ['directus_sessions'],
  columns: {
    token: ['token'],
    expiry: ['expires'],
    user: ['user'],
    also: ['user', 'ip', 'useragent', 'share'],
    own: ['origin', 'nexttoken', 'data'],
    provenBy: 'names',
  },
  expiry: {
    // As mysql2 writes times by default.
    form: { sqlite: 'milliseconds', integer: null, naive: 'process', toldBy: 'rows' },
    swept: true,
  },
  payload: null,
  user: { tables: [{ name: 'directus_users', id: 'id', names: ['email'] }] },
  facts: { ip: { columns: ['ip'] }, agent: { columns: ['useragent'] } },
  // As nanoid(64) makes them.
  key: { generate: () => base64urlId(48), form: /^[\w-]{64}$/, isText: false },
  cookie: 'directus',
  livesOn: [
    {
      text: 'an access token that was given out is taken until it runs out, after ACCESS_TOKEN_TTL (15 minutes by default)',
    },
  ],
});
