import { objectIn } from '../../../codecs/json-object.js';
import type { Json } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';
import { people } from '../../users.js';

const readOnly = 'no session is added, for its token is kept as a hash of bcrypt’s';

/**
 * devise_token_auth (Chatwoot and others): all sessions of a user in one cell of the users' table, by
 * the client that each is for. When the user is saved next, what has run out goes.
 *
 * Source: lynndylanhurley/devise_token_auth, app/models/devise_token_auth/concerns/user.rb
 * (`token_is_current?`, `destroy_expired_tokens`) and tokens_serialization.rb, lib/…/token_factory.rb.
 */
export const deviseTokenAuth = defineLayout({
  name: 'devise-token-auth',
  title: 'devise_token_auth',
  tables: ['users'],
  columns: {
    token: ['tokens'],
    data: ['tokens'],
    user: ['id'],
    also: ['id', 'provider', 'uid', 'encryptedpassword'],
    provenBy: 'names',
  },
  expiry: {
    form: { sqlite: 'seconds', integer: 'seconds', naive: 'utc' },
    expired: deadAt,
    swept: true,
  },
  cell: { format: 'json', end: 'expiry', counts: 'seconds', emptied: { cell: '{}' } },
  payload: { codecs: ['json'], secrets: ['token', 'previous_token', 'last_token'] },
  readOnly,
  user: { alone: true, tables: [people('users')] },
  facts: { lastSeen: { told: ({ data }) => instantOf(data) } },
  key: { generate: onlyTheApplication(readOnly) },
  livesOn: [{ text: 'a request of its user’s that is under way may write a deleted session back' }],
});

/** When the token was changed last, which each request does unless the application forgoes it. */
function instantOf(data: Json): Date | null {
  const { updated_at: text } = objectIn(data);
  const at = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : new Date(at);
}
