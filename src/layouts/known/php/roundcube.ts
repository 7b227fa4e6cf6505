import { objectIn } from '../../../codecs/json-object.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond, on } from '../../edges.js';
import { phpKey } from './php.js';

/** The clocks of these databases have whole seconds there. */
const inSeconds = on(['sqlite', 'mysql'], aliveInSecond);

const common = {
  name: 'roundcube',
  tables: ['session', 'rc_session', 'roundcube_session'],
  payload: {
    codecs: ['php-base64'],
    secrets: ['password', 'auth_secret', 'request_token'],
    readOnly:
      'a login holds the password of the mailbox, encrypted with des_key, and has a second cookie',
    optional: true,
  },
  user: { tables: [{ name: 'users', id: 'userid', names: ['username'] }] },
  key: phpKey,
  fills: [{ column: 'ip', with: { text: '0.0.0.0' }, replace: false }],
  cookie: 'plain',
  cookieName: 'roundcube_sessid',
} as const;

const expiry = {
  form: { sqlite: 'micros', integer: null, naive: 'connection' },
  expired: inSeconds,
  purged: inSeconds,
  swept: true,
} as const;

const columns = { token: ['sessid'], data: ['vars'], also: ['ip'], provenBy: 'names' } as const;

const madeAt = {
  told: ({ data }: { data: unknown }) => {
    const { login_time: seconds } = objectIn(data);
    return typeof seconds === 'number' ? new Date(seconds * 1000) : null;
  },
};

/**
 * Roundcube 1.7, which writes down when a session ends: base64 of PHP's session format.
 *
 * Source: roundcube/roundcubemail, program/lib/Roundcube/session/db.php, rcube_session.php,
 * SQL/*.initial.sql.
 */
export const roundcube = defineLayout({
  ...common,
  title: 'Roundcube',
  columns: { ...columns, expiry: ['expiresat'] },
  expiry,
  facts: { created: madeAt, ip: { columns: ['ip'] } },
});

/** Roundcube up to 1.6, which writes down when a session was used, and takes it for `session_lifetime`. */
export const roundcube16 = defineLayout({
  ...common,
  title: 'Roundcube up to 1.6',
  columns: { ...columns, expiry: ['changed'], lacks: ['expiresat'] },
  expiry: { ...expiry, lifetimeMs: 600_000 },
  facts: { created: madeAt, lastSeen: { columns: ['changed'] }, ip: { columns: ['ip'] } },
});
