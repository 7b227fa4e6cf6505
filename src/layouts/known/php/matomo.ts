import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';
import { phpSeconds } from './php.js';

const lifetimeS = 1_209_600;

/**
 * Matomo, and what else keeps PHP sessions by Zend's session table: each row has its last use and a
 * lifetime of its own.
 *
 * Source: matomo-org/matomo, core/Session/SaveHandler/DbTable.php, core/Session.php and
 * core/Session/SessionFingerprint.php.
 */
export const matomo = defineLayout({
  name: 'matomo',
  title: 'Matomo',
  tables: ['matomo_session', 'piwik_session', '*_session', '*_sessions'],
  columns: {
    token: ['id'],
    data: ['data'],
    expiry: ['modified'],
    also: ['lifetime'],
    lacks: ['created', 'expires', 'expiry'],
  },
  expiry: {
    form: phpSeconds,
    lifetimeMs: lifetimeS * 1000,
    lifetimeIn: ['lifetime'],
    expired: aliveInSecond,
    purged: aliveInSecond,
  },
  payload: { codecs: ['php-session'] },
  user: { paths: [['user.name']] },
  facts: { lastSeen: { columns: ['modified'] } },
  key: {
    generate: onlyTheApplication('Matomo keeps a hash of it with its salt'),
    form: /^[0-9a-f]{128}$/,
    // The secret is `salt` in config.ini.php.
    transform: 'sha512-secret-hex',
  },
  cookie: 'plain',
  cookieName: 'MATOMO_SESSID',
  fills: [{ column: 'lifetime', with: { text: String(lifetimeS) }, replace: true }],
  livesOn: [
    {
      text: 'API tokens (token_auth) are taken until they are deleted',
      rows: { at: { table: '*_user_token_auth' }, user: 'login' },
    },
  ],
});
