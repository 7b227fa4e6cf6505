import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { phpKey, phpPayload, phpSeconds } from './php.js';

/**
 * Joomla: the second of the last use. With another handler than the database's the rows are there too,
 * without a payload.
 *
 * Source: joomla/joomla-cms, libraries/src/Session/MetadataManager.php;
 * plugins/authentication/cookie/src/Extension/Cookie.php (where the key's user_id is the username);
 * joomla-framework/session, src/Handler/DatabaseHandler.php.
 */
export const joomla = defineLayout({
  name: 'joomla',
  title: 'Joomla',
  tables: ['*_session'],
  columns: {
    token: ['sessionid'],
    data: ['data'],
    expiry: ['time'],
    user: ['userid'],
    also: ['clientid', 'guest', 'username'],
    provenBy: 'names',
    dialects: ['postgres', 'mysql'],
  },
  expiry: {
    form: phpSeconds,
    lifetimeMs: 15 * 60_000,
    expired: aliveInSecond,
    purged: aliveInSecond,
    swept: true,
  },
  payload: {
    ...phpPayload,
    optional: true,
    readOnly: 'it holds PHP objects of the application’s',
  },
  user: {
    guests: ['0'],
    tables: [{ name: '*_users', id: 'id', names: ['email', 'username'] }],
  },
  facts: { lastSeen: { columns: ['time'] } },
  key: phpKey,
  cookie: 'plain',
  cookieName: /^[0-9a-f]{32}$/,
  also: [
    {
      what: 'remember-me keys',
      at: { table: '*_user_keys' },
      user: 'user_id',
      by: 'username',
    },
  ],
  livesOn: [
    {
      text: 'API tokens are taken until they are disabled',
      rows: {
        at: { table: '*_user_profiles' },
        user: 'user_id',
        where: [{ column: 'profile_key', is: ['joomlatoken.token'] }],
      },
    },
  ],
});
