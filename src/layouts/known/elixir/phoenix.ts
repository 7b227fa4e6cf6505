import { randomBytes } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { people } from '../../users.js';

const dayMs = 86_400_000;

/**
 * The tokens of `mix phx.gen.auth`: sessions, and beside them what confirms an address or logs in by
 * mail, told apart by their context. A session is taken for 14 days after it was made, and no row is
 * ever deleted because it is old.
 *
 * Source: phoenixframework/phoenix, priv/templates/phx.gen.auth/schema_token.ex, auth.ex and
 * migration.ex (`@session_validity_in_days`).
 */
export const phoenix = defineLayout({
  name: 'phoenix',
  title: 'Phoenix (phx.gen.auth)',
  tables: ['users_tokens', '*_tokens'],
  columns: {
    token: ['token'],
    expiry: ['insertedat'],
    user: ['userid', 'adminid', 'accountid'],
    also: ['sentto'],
    own: ['id', 'authenticatedat', 'updatedat'],
    lacks: ['revokedat', 'expiresat'],
    provenBy: 'names',
  },
  where: [{ column: 'context', is: ['session'] }],
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    lifetimeMs: 14 * dayMs,
    expired: deadAt,
    purged: deadAt,
  },
  payload: null,
  user: { tables: [people('users')] },
  facts: { created: { columns: ['insertedat'] } },
  key: { generate: () => randomBytes(32).toString('base64url'), isText: false },
  also: [{ what: 'login links', at: 'sessions', where: [{ column: 'context', is: ['login'] }] }],
  livesOn: [
    {
      text: 'a LiveView that is open stays connected until its page is loaded anew',
      end: 'broadcast "disconnect" to its live_socket_id, or restart the application',
    },
  ],
});
