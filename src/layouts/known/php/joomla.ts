import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { phpKey, phpPayload, phpSeconds } from './php.js';

/**
 * Joomla: the second of the last use. With another handler than the database's the rows are there too,
 * without a payload.
 *
 * Source: joomla/joomla-cms, libraries/src/Session/MetadataManager.php;
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
  user: { guests: ['0'] },
  facts: { lastSeen: { columns: ['time'] } },
  key: phpKey,
  cookie: 'plain',
  cookieName: /^[0-9a-f]{32}$/,
  caveat: 'a remember-me cookie logs its user in again: its keys are in the table user_keys',
});
