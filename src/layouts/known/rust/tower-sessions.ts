import { defineLayout } from '../../define.js';
import { aliveInSecond, deadAt, on } from '../../edges.js';
import { base64urlId } from '../../ids.js';

/** There the cleanup’s clock has whole seconds. */
const purged = on(['sqlite', 'mysql'], aliveInSecond);

/**
 * tower-sessions (axum) on sqlx: the end in a column and, as the id, in the payload. What has run out
 * is deleted where the application has the store do it.
 *
 * Source: maxcountryman/tower-sessions-stores, sqlx-store/src/{sqlite,postgres,mysql}_store.rs;
 * maxcountryman/axum-login, axum-login/src/service.rs (where the user is).
 */
export const towerSessions = defineLayout({
  name: 'tower-sessions',
  title: 'tower-sessions (axum)',
  tables: ['tower_sessions', 'tower_sessions.session', 'session'],
  columns: {
    token: ['id'],
    data: ['data'],
    expiry: ['expirydate'],
    user: ['userid'],
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: deadAt,
    purged,
  },
  payload: { codecs: ['tower'], bytes: true, noise: ['axum-login.data.auth_hash'] },
  user: { paths: [['axum-login.data', 'user_id']] },
  key: { generate: () => base64urlId(16), form: /^[\w-]{21}[AQgw]$/ },
  cookie: 'plain',
  cookieName: 'id',
});
