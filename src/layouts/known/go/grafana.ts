import { defineLayout } from '../../define.js';
import { deadInSecond } from '../../edges.js';
import { hexId } from '../../ids.js';
import { people } from '../../users.js';

const dayMs = 86_400_000;

/**
 * Grafana's user tokens: taken for 7 days after their last rotation, which use brings about, and for
 * 30 days after the login at most (`login_maximum_inactive_lifetime_duration`,
 * `login_maximum_lifetime_duration`). Its cleanup goes by the same two.
 *
 * Source: grafana/grafana, pkg/services/auth/authimpl/auth_token.go; conf/defaults.ini.
 */
export const grafana = defineLayout({
  name: 'grafana',
  title: 'Grafana',
  tables: ['user_auth_token'],
  columns: {
    token: ['authtoken'],
    expiry: ['rotatedat'],
    user: ['userid'],
    previous: ['prevauthtoken'],
    revoked: ['revokedat'],
    revokedForm: 'positive',
    also: ['prevauthtoken', 'authtokenseen', 'createdat', 'revokedat'],
    own: ['id', 'seenat', 'updatedat', 'clientip', 'useragent', 'externalsessionid'],
    provenBy: 'names',
  },
  expiry: {
    form: { sqlite: 'seconds', integer: 'seconds', naive: 'utc' },
    lifetimeMs: 7 * dayMs,
    atMost: { columns: ['createdat'], lifetimeMs: 30 * dayMs },
    expired: deadInSecond,
    purged: deadInSecond,
  },
  payload: null,
  user: { tables: [people('user')] },
  facts: { created: 'createdat', lastSeen: 'rotatedat', ip: 'clientip', agent: 'useragent' },
  key: {
    generate: () => hexId(32),
    // The secret is `secret_key`.
    transform: 'sha256-secret-hex',
    form: /^[0-9a-f]{64}$/,
  },
  fills: [
    { column: 'prevauthtoken', with: 'key', replace: true },
    { column: 'authtokenseen', with: { text: '0' }, replace: false },
    { column: 'clientip', with: { text: '' }, replace: false },
    { column: 'useragent', with: { text: '' }, replace: false },
    { column: 'seenat', with: { text: '0' }, replace: false },
    { column: 'createdat', with: 'now', replace: true },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  cookie: 'plain',
  cookieName: 'grafana_session',
});
