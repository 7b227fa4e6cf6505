import { objectOf } from '../../../codecs/json-object.js';
import type { Json, JsonObject } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { alphabetId, digits, lower } from '../../ids.js';
import { people } from '../../users.js';

/**
 * AdonisJS' database sessions. At the very instant of its end a session is alive, although the store's
 * own cleanup may remove it then.
 *
 * Source: adonisjs/session, src/stores/database.ts and stubs; adonisjs/auth,
 * modules/session_guard/guard.ts and the token_providers/db.ts of it and of
 * access_tokens_guard.
 */
export const adonis = defineLayout({
  name: 'adonis',
  title: 'AdonisJS',
  tables: ['sessions'],
  columns: { token: ['id'], data: ['data'], expiry: ['expiresat'], user: ['userid'] },
  expiry: {
    // As mysql2 writes times by default.
    form: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'process' },
    swept: true,
  },
  payload: {
    codecs: ['adonis'],
    proves: (payload) => Object.hasOwn(objectOf(payload) ?? {}, 'purpose'),
    seed: (data, { user }) => ({
      ...(user !== null && { auth_web: /^\d{1,15}$/.test(user) ? Number(user) : user }),
      ...data,
    }),
    provesItself: (data) => logins(data, () => true).length > 0,
  },
  user: {
    find: (data) => logins(data, () => true),
    // Another guard than the usual one mostly has a table of its own.
    elsewhere: (data) => logins(data, (name) => name !== 'auth_web'),
    seeded: true,
    tables: [people('users')],
  },
  key: {
    // As @paralleldrive/cuid2 makes them.
    generate: () => alphabetId(lower, 1) + alphabetId(lower + digits, 23),
    form: /^[a-z][0-9a-z]{23}$/,
  },
  cookie: 'adonis',
  also: [{ what: 'remember-me tokens', at: { table: 'remember_me_tokens' }, user: 'tokenable_id' }],
  livesOn: [
    {
      text: 'access tokens of the API are taken until they are deleted',
      rows: { at: { table: 'auth_access_tokens' }, user: 'tokenable_id' },
    },
  ],
});

/** Each guard has a login of its own. */
const logins = (data: JsonObject, ofGuard: (name: string) => boolean): Json[] =>
  Object.keys(data)
    .filter((name) => /^auth_\w+$/.test(name) && ofGuard(name))
    .map((name) => data[name] ?? null);
