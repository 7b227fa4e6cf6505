import { objectIn } from '../../../codecs/json-object.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import type { Told } from '../../facts.js';
import { people } from '../../users.js';
import { phpCookie, phpKey, phpPayload, phpSeconds } from './php.js';

/**
 * CakePHP's database sessions: the second in which a session ends, which only the purge looks at, in
 * some of the requests. A row without an end is never purged. The column `modified` stands still on
 * databases that do not move it by themselves: only the payload tells the last use.
 *
 * Source: cakephp/cakephp, src/Http/Session.php and Session/DatabaseSession.php;
 * lib/Cake/Model/Datasource of version 2; cakephp/authentication, src/Authenticator/SessionAuthenticator.php.
 */
export const cakephp = defineLayout({
  name: 'cakephp',
  title: 'CakePHP',
  tables: ['sessions', 'cake_sessions'],
  columns: {
    token: ['id'],
    data: ['data'],
    expiry: ['expires'],
    user: ['userid'],
    own: ['created', 'modified'],
  },
  expiry: { form: phpSeconds, expired: aliveInSecond, purged: aliveInSecond, swept: true },
  payload: phpPayload,
  // Auth keeps an array of the user's columns, or since version 4 the entity itself.
  user: {
    paths: [
      ['Auth', 'User', 'id'],
      ['Auth', 'id'],
      ['Auth', '_fields', 'id'],
      ['Auth', '_properties', 'id'],
    ],
    tables: [people('users')],
  },
  facts: { created: { columns: ['created'] }, lastSeen: { told: lastUse } },
  key: phpKey,
  fills: [
    { column: 'created', with: 'now', replace: false },
    { column: 'modified', with: 'now', replace: true },
  ],
  ...phpCookie,
  livesOn: [
    {
      text: 'with the authenticator Cookie a remember-me cookie logs its user in again',
      end: 'change the password, on whose hash it rests',
    },
  ],
});

/** When the session was last started; version 2, which keeps the browser too, has the end there. */
function lastUse({ data }: Told): Date | null {
  const { time, userAgent } = objectIn(objectIn(data)['Config'] ?? null);
  return typeof time === 'number' && userAgent === undefined ? new Date(time * 1000) : null;
}
