import { randomUUID } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { aliveAt } from '../../edges.js';

const keptMs = 72 * 3_600_000;

/**
 * Supabase Auth: sessions that end at `not_after`, which is NULL unless the project has a limit that
 * is reckoned beforehand. (Time-boxes and inactivity are the project's settings, which no column
 * tells.) Its own cleanup leaves a row for 72 hours more. Refresh tokens go by cascade,
 * but for those from before there were sessions.
 *
 * Source: supabase/auth, internal/models/sessions.go (`CheckValidity`), refresh_token.go and cleanup.go.
 */
export const supabase = defineLayout({
  name: 'supabase',
  title: 'Supabase Auth',
  tables: ['auth.sessions'],
  columns: {
    token: ['id'],
    expiry: ['notafter'],
    user: ['userid'],
    also: ['userid', 'factorid', 'aal', 'refreshedat', 'createdat'],
    own: [
      'updatedat',
      'useragent',
      'ip',
      'tag',
      'oauthclientid',
      'refreshtokenhmackey',
      'refreshtokencounter',
      'scopes',
    ],
    provenBy: 'names',
    dialects: ['postgres'],
  },
  expiry: {
    form: { sqlite: 'iso', integer: null, naive: 'utc' },
    expired: aliveAt,
    purged: (now) => new Date(now.getTime() - keptMs),
  },
  payload: null,
  user: { tables: [{ name: 'users', id: 'id', names: ['email', 'phone'] }] },
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: { columns: ['refreshedat'], naive: 'utc' },
    ip: { columns: ['ip'] },
    agent: { columns: ['useragent'] },
  },
  key: { generate: () => randomUUID() },
  fills: [
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  also: [
    {
      what: 'refresh tokens',
      at: { table: 'refresh_tokens' },
      user: 'user_id',
      session: 'session_id',
    },
  ],
  livesOn: [
    {
      text: 'an access token (JWT) that was given out is taken until it runs out, an hour by default',
    },
  ],
});
