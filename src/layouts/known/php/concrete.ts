import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { textAt } from '../../facts.js';
import { phpKey, phpPayload, phpSeconds } from './php.js';
import { endOrLifetime, madeAt } from './symfony.js';

/**
 * Concrete CMS with sessions in the database: Symfony's handler by other names, whose second number is
 * the end, and up to version 8 a lifetime.
 *
 * Source: concretecms/concretecms, concrete/src/Session/SessionFactory.php and SessionValidator.php,
 * concrete/config/db.xml.
 */
export const concrete = defineLayout({
  name: 'concrete',
  title: 'Concrete CMS',
  tables: ['Sessions'],
  columns: {
    token: ['sessionid'],
    data: ['sessionvalue'],
    expiry: ['sessionlifetime'],
    also: ['sessiontime'],
    provenBy: 'names',
    dialects: ['mysql'],
  },
  expiry: {
    form: phpSeconds,
    expired: aliveInSecond,
    purged: aliveInSecond,
    swept: true,
    of: endOrLifetime('sessiontime'),
  },
  payload: {
    ...phpPayload,
    noise: ['_sf2_meta'],
    readOnly: 'it holds PHP objects of the application’s',
  },
  user: {
    paths: [['_sf2_attributes', 'uID']],
    guests: ['0'],
    tables: [{ name: 'Users', id: 'uID', names: ['uEmail', 'uName'] }],
  },
  facts: {
    created: { told: ({ data }) => madeAt(data) },
    lastSeen: { columns: ['sessiontime'] },
    ip: { told: textAt('_sf2_attributes', 'CLIENT_REMOTE_ADDR') },
    agent: { told: textAt('_sf2_attributes', 'CLIENT_HTTP_USER_AGENT') },
  },
  key: phpKey,
  fills: [{ column: 'sessiontime', with: 'now', replace: true }],
  cookie: 'plain',
  cookieName: 'CONCRETE',
  also: [
    {
      what: 'cookies that keep signed in',
      at: { table: 'authTypeConcreteCookieMap' },
      user: 'uID',
    },
  ],
});
