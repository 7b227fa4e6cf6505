import { defineLayout } from '../../define.js';
import { alphabetId, digits, lower, upper } from '../../ids.js';
import { people } from '../../users.js';

/**
 * Tables whose rows are all there is of a session: better-auth, Auth.js, Lucia, and the many that
 * were made by hand after their example. Columns only, no payload.
 *
 * Those of better-auth and Auth.js have names of their own; `{id, user_id, expires_at}` is anybody's.
 *
 * Source: better-auth, packages/core/src/db/schema/session.ts and
 * packages/better-auth/src/plugins/two-factor/verify-two-factor.ts; nextauthjs/next-auth,
 * packages/adapter-*; lucia-auth/lucia, packages/adapter-* at version 3.
 */
const common = {
  tables: ['session', 'sessions', 'user_session', 'user_sessions', 'auth_session'],
  // A driver for MySQL or PostgreSQL alone writes local times; Drizzle, Prisma and Sequelize write UTC.
  expiry: { form: { sqlite: 'iso', integer: 'milliseconds', naive: 'process', toldBy: 'rows' } },
  payload: null,
  key: { generate: () => alphabetId(digits + upper + lower, 32), isText: false },
  fills: [
    { column: 'id', with: 'random', replace: false },
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
} as const;

export const betterAuth = defineLayout({
  ...common,
  key: { ...common.key, form: /^[A-Za-z0-9]{32}$/ },
  name: 'token-row',
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: { columns: ['updatedat'] },
    ip: { columns: ['ipaddress'] },
    agent: { columns: ['useragent'] },
  },
  user: { tables: [people('user')] },
  title: 'better-auth',
  columns: {
    token: ['token'],
    expiry: ['expiresat'],
    user: ['userid'],
    also: ['userid', 'ipaddress', 'useragent'],
    own: ['impersonatedby', 'activeorganizationid', 'activeteamid'],
    lacks: ['data', 'payload'],
  },
  cookie: 'better-auth',
  // Of the plugin for a second factor: who has such a device is asked for the password alone.
  also: [
    {
      what: 'trusted devices',
      at: { table: 'verification' },
      user: 'value',
      where: [{ column: 'identifier', begins: 'trust-device-' }],
    },
  ],
  livesOn: [
    {
      text: 'with cookieCache a session lives on in its cookie until that runs out, after 5 minutes by default',
    },
    {
      text: 'with secondaryStorage a session lives on there until it runs out',
      end: 'delete it there',
    },
  ],
});

export const authJs = defineLayout({
  ...common,
  key: { ...common.key, unique: false },
  name: 'token-row',
  // As its adapters call it: Prisma's and Kysely's, most, Drizzle's.
  user: { tables: [people('User'), people('users'), people('user')] },
  title: 'Auth.js',
  columns: {
    token: ['sessiontoken'],
    expiry: ['expires'],
    user: ['userid'],
    also: ['userid'],
    provenBy: 'names',
    lacks: ['data', 'payload'],
  },
  cookie: 'authjs',
  livesOn: [
    {
      text: 'whoever is still logged in at the provider is logged in again without a password',
      end: 'end the session there',
    },
  ],
});

export const tokenRow = defineLayout({
  ...common,
  key: { ...common.key, unique: false },
  name: 'token-row',
  title: 'a token table',
  // What is written later than it is made may say something else than its last use.
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: {
      columns: ['lastseenat', 'lastseen', 'lastusedat', 'lastactiveat', 'lastactivityat'],
    },
    ip: { columns: ['ipaddress'] },
    agent: { columns: ['useragent'] },
  },
  user: { tables: [people('user'), people('users'), people('auth_user')] },
  columns: {
    token: ['sessiontoken', 'token', 'sessionid', 'sid', 'id'],
    expiry: ['expiresat', 'expires', 'expiry'],
    user: ['userid'],
    also: ['userid'],
    lacks: ['data', 'payload', 'sess', 'json'],
    provenBy: 'nothing',
  },
});
