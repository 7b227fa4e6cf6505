import { objectIn } from '../../../codecs/json-object.js';
import { instantIn } from '../../cell.js';
import type { Told } from '../../facts.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { alphabetId, digits, lower, upper } from '../../ids.js';
import { phpSeconds } from './php.js';

/**
 * WordPress: all sessions of a user in one cell of the users' meta data, an array of PHP's by the
 * SHA-256 of each token. An entry that is a whole number, as old versions wrote it, is its end alone.
 * When the last session goes, so does the row. Sites of a network share one such table.
 *
 * Source: WordPress, wp-includes/class-wp-user-meta-session-tokens.php, class-wp-session-tokens.php and
 * class-wp-application-passwords.php.
 */
export const wordpress = defineLayout({
  name: 'wordpress',
  title: 'WordPress',
  tables: ['wp_usermeta', '*usermeta'],
  columns: {
    token: ['metavalue'],
    data: ['metavalue'],
    user: ['userid'],
    also: ['umetaid'],
    provenBy: 'names',
    dialects: ['sqlite', 'mysql'],
  },
  where: [{ column: 'metakey', is: ['session_tokens'] }],
  expiry: {
    form: phpSeconds,
    expired: aliveInSecond,
    purged: aliveInSecond,
  },
  cell: { format: 'php', end: 'expiration', counts: 'seconds', emptied: 'goes' },
  payload: { codecs: ['php'] },
  readOnly:
    'no session is added, for its cookie is signed with the site’s keys and a part of the user’s password hash',
  user: {
    alone: true,
    tables: [{ name: '*users', id: 'ID', names: ['user_email', 'user_login'] }],
  },
  facts: {
    created: { told: ({ data }) => instant(objectIn(data)['login']) },
    ip: { told: (row) => text(row, 'ip') },
    agent: { told: (row) => text(row, 'ua') },
  },
  key: { generate: () => alphabetId(digits + upper + lower, 43), form: /^[0-9a-f]{64}$/ },
  livesOn: [
    {
      text: 'an object cache (Redis, Memcached) still has the sessions until it is flushed, and whoever logs in meanwhile writes them back',
      end: 'wp cache flush',
    },
    {
      text: 'application passwords are taken until they are revoked',
      end: 'revoke them in the profile of the user',
      rows: { at: 'sessions', where: [{ column: 'meta_key', is: ['_application_passwords'] }] },
    },
  ],
});

function instant(seconds: unknown): Date | null {
  const at = instantIn(seconds, 'seconds');
  return at === null ? null : new Date(at);
}

function text({ data }: Told, name: string): string | null {
  const value = objectIn(data)[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
