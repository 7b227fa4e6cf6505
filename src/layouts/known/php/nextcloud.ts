import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { phpKey, phpSeconds } from './php.js';

const dayMs = 86_400_000;

/**
 * Nextcloud's tokens: sessions are of type 0; the others are app passwords, and none of the tool's. A
 * session goes a day after its last use, one that is to be remembered after 15 days
 * (`session_lifetime`, `remember_login_cookie_lifetime`).
 *
 * Source: nextcloud/server, lib/private/Authentication/Token/PublicKeyTokenMapper.php
 * (`invalidateOld`) and PublicKeyTokenProvider.php (`invalidateOldTokens`); lib/private/User/Session.php
 * (`loginWithCookie`, `checkTokenCredentials`), where a token is kept in memory for 10 seconds at most.
 */
export const nextcloud = defineLayout({
  name: 'nextcloud',
  title: 'Nextcloud',
  tables: ['oc_authtoken', '*authtoken'],
  columns: {
    token: ['token'],
    expiry: ['lastactivity'],
    user: ['uid'],
    also: ['uid', 'loginname', 'lastcheck', 'remember'],
    own: ['id', 'password', 'name', 'scope', 'privatekey', 'publickey', 'passwordhash'],
    revoked: ['passwordinvalid'],
    revokedForm: 'true',
    provenBy: 'names',
  },
  where: [
    { column: 'type', is: ['0'] },
    { column: 'version', is: ['2'] },
  ],
  expiry: {
    form: phpSeconds,
    lifetimeMs: dayMs,
    others: [{ of: { column: 'remember', is: ['1'] }, lifetimeMs: 15 * dayMs }],
    atMost: { columns: ['expires'], lifetimeMs: 0 },
    expired: aliveInSecond,
    purged: aliveInSecond,
  },
  payload: null,
  facts: { lastSeen: { columns: ['lastactivity'] }, agent: { columns: ['name'] } },
  key: {
    ...phpKey,
    form: /^[0-9a-f]{128}$/,
    // The secret is `secret` in config.php.
    transform: 'sha512-secret-hex',
  },
  cookie: 'plain',
  // The instance's id.
  cookieName: /^oc[0-9a-z]{10}$/,
  // One without a password is as one that came by single sign-on.
  fills: [
    { column: 'loginname', with: 'user', replace: false },
    { column: 'remember', with: { text: '0' }, replace: true },
  ],
  // A cookie that remembers renews its session's row, and logs nobody in without one.
  livesOn: [
    {
      text: 'app passwords, of desktop and mobile clients too, are taken until they are revoked',
      end: 'occ user:auth-tokens:delete',
      rows: { at: 'sessions', where: [{ column: 'type', is: ['1'] }] },
    },
  ],
});
