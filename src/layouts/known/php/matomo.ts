import { objectIn } from '../../../codecs/json-object.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import type { Told } from '../../facts.js';
import { phpKey, phpSeconds } from './php.js';

const lifetimeS = 1_209_600;
const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * Matomo, and what else keeps PHP sessions by Zend's session table: each row has its last use and a
 * lifetime of its own. A login that is not to be remembered is over an hour after its last use, as its
 * payload says and no column.
 *
 * Source: matomo-org/matomo, core/Session/SaveHandler/DbTable.php, core/Session.php,
 * core/Session/SessionAuth.php and SessionFingerprint.php; plugins/UsersManager/Model.php.
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
  payload: {
    codecs: ['matomo', 'php-session'],
    secrets: ['user.token_auth_temp'],
    seed: (data, { user, now, expiry }) => ({
      ...data,
      ...(user !== null && {
        'user.name': user,
        'session.info': {
          ts: secondsOf(now),
          remembered: false,
          expiration: secondsOf(expiry ?? now),
        },
      }),
    }),
  },
  user: {
    paths: [['user.name']],
    seeded: true,
    tables: [{ name: '*_user', id: 'login', names: ['email'] }],
  },
  facts: {
    created: { told: loggedInAt },
    lastSeen: { columns: ['modified'] },
  },
  key: {
    ...phpKey,
    form: /^[0-9a-f]{128}$/,
    // The secret is `salt` in config.ini.php.
    transform: 'sha512-secret-hex',
  },
  cookie: 'plain',
  cookieName: 'MATOMO_SESSID',
  fills: [{ column: 'lifetime', with: { text: String(lifetimeS) }, replace: true }],
  livesOn: [
    {
      text: 'API tokens (token_auth) are taken until they run out, which few do, or are deleted',
      rows: { at: { table: '*_user_token_auth' }, user: 'login' },
    },
  ],
});

/** The second of the login. */
function loggedInAt({ data }: Told): Date | null {
  const { ts } = objectIn(objectIn(data)['session.info']);
  return typeof ts === 'number' ? new Date(ts * 1000) : null;
}
