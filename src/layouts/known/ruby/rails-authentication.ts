import { defineLayout } from '../../define.js';
import { people } from '../../users.js';
import { actionCable } from './rails.js';

/**
 * The sessions of Rails 8's `generate authentication`: a row for each login, which nothing ends and
 * nothing purges. The cookie carries the row's number, signed.
 *
 * Source: rails/rails, railties/lib/rails/generators/rails/authentication/templates (session.rb,
 * authentication.rb) and authentication_generator.rb.
 */
export const railsAuthentication = defineLayout({
  name: 'rails-authentication',
  title: 'Rails’ generated authentication',
  tables: ['sessions'],
  columns: {
    token: ['id'],
    user: ['userid'],
    also: ['userid', 'ipaddress', 'useragent', 'createdat', 'updatedat'],
    // With a token, a payload or an end it is another system's.
    lacks: [
      'token',
      'sessiontoken',
      'sessionid',
      'sid',
      'data',
      'payload',
      'expiresat',
      'expires',
      'expiry',
      'revokedat',
    ],
    provenBy: 'names',
  },
  expiry: { form: { sqlite: 'micros', integer: null, naive: 'utc' } },
  payload: null,
  user: { tables: [people('users')] },
  facts: {
    created: { columns: ['createdat'] },
    ip: { columns: ['ipaddress'] },
    agent: { columns: ['useragent'] },
  },
  key: { generate: () => '', counted: true },
  fills: [
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  cookie: 'rails-signed',
  cookieName: 'session_id',
  livesOn: [actionCable],
});
