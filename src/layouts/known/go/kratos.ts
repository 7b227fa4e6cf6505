import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { alphabetId, digits, lower, upper } from '../../ids.js';

/**
 * Ory Kratos: a session that is revoked stays with `active` false, until `kratos cleanup sql` takes
 * it with those that have run out.
 *
 * Source: ory/kratos, session/session.go (`IsActive`), persistence/sql/persister_session.go
 * (`RevokeSessionByToken`, `DeleteExpiredSessions`).
 */
export const kratos = defineLayout({
  name: 'kratos',
  title: 'Ory Kratos',
  tables: ['sessions'],
  columns: {
    token: ['token'],
    expiry: ['expiresat'],
    user: ['identityid'],
    revoked: ['active'],
    revokedForm: 'false',
    also: ['nid', 'identityid', 'logouttoken', 'issuedat', 'authenticatedat'],
    own: ['id', 'aal', 'authenticationmethods', 'createdat', 'updatedat'],
    provenBy: 'names',
  },
  logout: 'marks',
  expiry: {
    form: { sqlite: 'space-offset', integer: null, naive: 'utc' },
    expired: deadAt,
    purged: deadAt,
  },
  payload: null,
  facts: { created: { columns: ['issuedat'] } },
  key: {
    generate: () => `ory_st_${alphabetId(digits + upper + lower, 32)}`,
    form: /^(?:ory_st_)?[A-Za-z0-9]{32}$/,
  },
  fills: [
    { column: 'id', with: 'random', replace: false },
    { column: 'logouttoken', with: 'random', replace: false },
    { column: 'issuedat', with: 'now', replace: false },
    { column: 'authenticatedat', with: 'now', replace: false },
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  livesOn: [{ text: 'a JWT that was made of a session is taken until it runs out' }],
});
