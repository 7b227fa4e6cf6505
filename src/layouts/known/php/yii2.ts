import { defineLayout } from '../../define.js';
import { aliveInSecond, deadInSecond } from '../../edges.js';
import { people } from '../../users.js';
import { phpCookie, phpKey, phpPayload, phpSeconds } from './php.js';

/**
 * Yii 2's DbSession: the second in which a session ends. In that very second it is dead and not yet
 * purged; a row without an end is neither taken nor purged.
 *
 * Source: yiisoft/yii2, framework/web/DbSession.php, web/User.php.
 */
export const yii2 = defineLayout({
  name: 'yii2',
  title: 'DbSession (Yii 2)',
  tables: ['session', 'yii_session', 'tbl_session'],
  columns: { token: ['id'], data: ['data'], expiry: ['expire'], user: ['userid'] },
  expiry: {
    form: phpSeconds,
    expired: deadInSecond,
    purged: aliveInSecond,
    null: 'expired',
    swept: true,
  },
  payload: phpPayload,
  user: { paths: [['__id']], tables: [people('user'), people('users')] },
  key: phpKey,
  ...phpCookie,
  livesOn: [
    {
      text: 'with enableAutoLogin the identity cookie logs its user in again, into a new session',
      end: 'give the user another auth_key',
    },
  ],
});
