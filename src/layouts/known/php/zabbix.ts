import { randomBytes } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { phpSeconds } from './php.js';

const yearMs = 365 * 86_400_000;

/**
 * Zabbix: a session is taken while its status is 0, until its user's `autologout` after the last use,
 * which no column of this table tells. What was not used for `hk_sessions`, a year by default, is
 * removed by the server's housekeeper.
 *
 * Source: zabbix/zabbix, ui/include/classes/api/services/CUser.php (`checkAuthentication`,
 * `logout`), src/zabbix_server/housekeeper/housekeeper.c.
 */
export const zabbix = defineLayout({
  name: 'zabbix',
  title: 'Zabbix',
  tables: ['sessions'],
  columns: {
    token: ['sessionid'],
    expiry: ['lastaccess'],
    user: ['userid'],
    revoked: ['status'],
    revokedForm: { live: ['0'], ended: '1' },
    also: ['userid', 'status'],
    own: ['secret'],
    lacks: ['id', 'data', 'createdat'],
    dialects: ['postgres', 'mysql'],
  },
  logout: 'marks',
  expiry: {
    form: phpSeconds,
    lifetimeMs: yearMs,
    expired: aliveInSecond,
    purged: aliveInSecond,
    swept: true,
  },
  payload: null,
  user: { tables: [{ name: 'users', id: 'userid', names: ['username', 'alias'] }] },
  facts: { lastSeen: { columns: ['lastaccess'] } },
  key: { generate: () => randomBytes(16).toString('hex'), form: /^[0-9a-f]{32}$/ },
  fills: [{ column: 'secret', with: 'random', replace: false }],
  livesOn: [
    {
      text: 'API tokens are taken until they run out or are disabled',
      rows: { at: { table: 'token' }, user: 'userid' },
    },
  ],
});
