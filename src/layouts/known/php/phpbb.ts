import { randomBytes } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { aliveInSecond, type Edge } from '../../edges.js';
import { phpSeconds } from './php.js';

const dayMs = 86_400_000;

const aMinuteLater: Edge = (now, dialect) =>
  aliveInSecond(new Date(now.getTime() - 60_000), dialect);

/**
 * phpBB: the second of the last use, and `session_length` of the board's settings, an hour by default,
 * with a minute of grace. One of an autologin is taken as long as its row and its cookie are there, a
 * year. Visitors are the user 1, and search engines have users of their own.
 *
 * Source: phpbb/phpbb, phpBB/phpbb/session.php (`session_begin`, `session_gc`),
 * phpBB/phpbb/db/migration/data/v30x/release_3_0_0.php.
 */
export const phpbb = defineLayout({
  name: 'phpbb',
  title: 'phpBB',
  tables: ['phpbb_sessions', '*_sessions'],
  columns: {
    token: ['sessionid'],
    expiry: ['sessiontime'],
    user: ['sessionuserid'],
    also: ['sessionuserid', 'sessionstart', 'sessionlastvisit', 'sessionautologin', 'sessionip'],
    own: [
      'sessionbrowser',
      'sessionforwardedfor',
      'sessionpage',
      'sessionforumid',
      'sessionviewonline',
      'sessionadmin',
    ],
    provenBy: 'names',
  },
  expiry: {
    form: phpSeconds,
    lifetimeMs: 3_600_000,
    lifetimeFrom: {
      table: '*_config',
      name: 'configname',
      value: 'configvalue',
      is: 'session_length',
      counts: 'seconds',
      unset: 'unknown',
    },
    others: [{ of: { column: 'sessionautologin', is: ['1'] }, lifetimeMs: 365 * dayMs }],
    expired: aMinuteLater,
    purged: aMinuteLater,
    swept: true,
  },
  payload: null,
  user: {
    guests: ['1'],
    tables: [{ name: '*_users', id: 'userid', names: ['user_email', 'username'] }],
  },
  facts: {
    created: 'sessionstart',
    lastSeen: 'sessiontime',
    ip: 'sessionip',
    agent: 'sessionbrowser',
  },
  key: { generate: () => randomBytes(16).toString('hex'), form: /^[0-9a-f]{32}$/ },
  cookie: 'plain',
  // As the installer has it; a board may call it anything else.
  cookieName: /^phpbb3_[0-9a-z]{5}_sid$/,
  readOnly:
    'no session is added, for phpBB takes one only from the address and browser that it was made for',
  also: [{ what: 'autologin keys', at: { table: '*_sessions_keys' }, user: 'userid' }],
});
