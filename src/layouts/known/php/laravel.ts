import type { Json, JsonObject } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { alphabetId, digits, lower, upper } from '../../ids.js';
import { people } from '../../users.js';
import { phpSeconds } from './php.js';

/** `login_<guard>_<sha1 of the guard's class>` */
const login = /^login_.+_[0-9a-f]{40}$/;
const webLogin = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';
const alphanumeric = digits + upper + lower;

/**
 * Laravel's database sessions: no expiry, but the second of the last use and a lifetime, which is
 * the application's `session.lifetime`.
 *
 * Source: laravel/framework, src/Illuminate/Session/DatabaseSessionHandler.php and Store.php;
 * src/Illuminate/Auth/SessionGuard.php and EloquentUserProvider.php (`retrieveByToken`); laravel/sanctum
 * and laravel/passport, database/migrations.
 */
export const laravel = defineLayout({
  name: 'laravel',
  title: 'Laravel',
  tables: ['sessions'],
  columns: {
    token: ['id'],
    data: ['payload'],
    expiry: ['lastactivity'],
    user: ['userid'],
    own: ['ipaddress', 'useragent'],
  },
  expiry: {
    form: phpSeconds,
    lifetimeMs: 120 * 60_000,
    swept: true,
    sweptIn: 0.02,
    expired: aliveInSecond,
    purged: aliveInSecond,
  },
  payload: {
    codecs: ['laravel'],
    noise: ['_token', '_previous', '_flash'],
    seed: (data, { user }) => ({
      _token: alphabetId(alphanumeric, 40),
      ...(user !== null && { [webLogin]: /^\d{1,15}$/.test(user) ? Number(user) : user }),
      ...data,
    }),
  },
  user: {
    find: (data) => logins(data, () => true),
    // Another guard than the default one mostly has a table of its own: admins, customers.
    elsewhere: (data) => logins(data, (name) => !name.startsWith('login_web_')),
    seeded: true,
    tables: [people('users')],
  },
  facts: { lastSeen: 'lastactivity', ip: 'ipaddress', agent: 'useragent' },
  key: { generate: () => alphabetId(alphanumeric, 40), form: /^[A-Za-z0-9]{40}$/ },
  cookie: 'laravel',
  // A cookie that remembers is compared with the token in the row, and taken for none where that is NULL.
  also: [{ what: 'remember-me tokens', at: 'people', clears: ['remember_token'] }],
  livesOn: [
    {
      text: 'API tokens of Sanctum are taken until they are deleted',
      rows: {
        at: { table: 'personal_access_tokens' },
        user: 'tokenable_id',
        where: [{ column: 'tokenable_type', is: ['App\\Models\\User', 'App\\User'] }],
      },
    },
    {
      text: 'access tokens of Passport are taken until they are revoked',
      rows: {
        at: { table: 'oauth_access_tokens' },
        user: 'user_id',
        where: [{ column: 'revoked', is: ['0', 'false'] }],
      },
    },
  ],
});

/** Each guard has a login of its own; the column has that of the default one. */
const logins = (data: JsonObject, ofGuard: (name: string) => boolean): Json[] =>
  Object.keys(data)
    .filter((name) => login.test(name) && ofGuard(name))
    .map((name) => data[name] ?? null);
