import { randomBytes } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { people } from '../../users.js';

const inSettings = { table: 'settings', name: 'name', value: 'value', unset: 'usual' } as const;

/**
 * Redmine's tokens: sessions, and beside them API keys, feeds and remembered logins, told apart by
 * their action. Sessions run out only where the site has a `session_timeout` after the last use, which
 * is written down once a minute, or a `session_lifetime` after the login; 0 is neither. Redmine deletes
 * none because it is old, and keeps the ten of a user that were used last.
 *
 * Source: redmine/redmine, app/models/token.rb (`add_action`, `destroy_expired`) and user.rb
 * (`verify_session_token`); config/settings.yml; config/application.rb (`default_timezone = :local`).
 */
export const redmine = defineLayout({
  name: 'redmine',
  title: 'Redmine',
  tables: ['tokens'],
  columns: {
    token: ['value'],
    expiry: ['updatedon'],
    user: ['userid'],
    also: ['userid', 'createdon'],
    own: ['id'],
    provenBy: 'names',
  },
  where: [{ column: 'action', is: ['session'] }],
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'process' },
    lifetimeMs: Infinity,
    lifetimeFrom: { ...inSettings, is: 'session_timeout', counts: 'minutes' },
    atMost: {
      columns: ['createdon'],
      lifetimeMs: Infinity,
      lifetimeFrom: { ...inSettings, is: 'session_lifetime', counts: 'minutes' },
    },
    expired: deadAt,
    purged: deadAt,
  },
  payload: null,
  user: { tables: [people('users')] },
  facts: { created: { columns: ['createdon'] }, lastSeen: { columns: ['updatedon'] } },
  key: { generate: () => randomBytes(20).toString('hex'), form: /^[0-9a-f]{40}$/ },
  fills: [
    { column: 'createdon', with: 'now', replace: false },
    { column: 'updatedon', with: 'now', replace: true },
  ],
  also: [
    { what: 'autologin tokens', at: 'sessions', where: [{ column: 'action', is: ['autologin'] }] },
  ],
  livesOn: [
    {
      text: 'API and Atom keys are taken until they are reset',
      rows: { at: 'sessions', where: [{ column: 'action', is: ['api', 'feeds'] }] },
    },
  ],
});
