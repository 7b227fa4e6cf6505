import { createHash, createHmac } from 'node:crypto';
import { djangoLifetime, djangoWritten } from '../../../codecs/django/index.js';
import type { JsonObject } from '../../../session.js';
import type { Layout, Seed } from '../../contract.js';
import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { alphabetId, digits, lower } from '../../ids.js';
import { people } from '../../users.js';

/** SESSION_COOKIE_AGE by default. */
const usualAgeMs = 14 * 86_400_000;

/** What a deletion does not reach: the cache, and tokens of the two packages that most APIs have. */
const livesOn: Layout['livesOn'] = [
  {
    text: 'with the engine cached_db a deleted session lives on in the cache until it runs out there',
    end: 'clear that cache, or set SESSION_ENGINE to django.contrib.sessions.backends.db',
    // Of the database cache, whose keys are `<prefix>:<version>:<key>`.
    cache: {
      what: 'the engine cached_db',
      key: 'cachekey',
      until: 'expires',
      mark: 'django.contrib.sessions.cached_db',
    },
  },
  {
    text: 'API tokens of Django REST framework are taken until they are deleted',
    rows: { at: { table: 'authtoken_token' }, user: 'user_id' },
  },
  {
    text: 'refresh tokens (JWT) of Simple JWT are taken until they run out',
    end: 'blacklist them',
    rows: { at: { table: 'token_blacklist_outstandingtoken' }, user: 'user_id' },
  },
];

/**
 * Django's database sessions. With USE_TZ the column is in UTC; without, in the application's zone,
 * which the time in the payload's signature tells.
 *
 * Source: django/contrib/sessions/backends/{base,db,cached_db}.py, base_session.py;
 * jazzband/django-user-sessions, user_sessions/models.py; encode/django-rest-framework,
 * rest_framework/authtoken/models.py; jazzband/djangorestframework-simplejwt,
 * rest_framework_simplejwt/token_blacklist/models.py;
 * pennersr/django-allauth, allauth/usersessions/models.py (`UserSession.end` deletes both rows).
 */
export const django = defineLayout({
  name: 'django',
  title: 'Django',
  tables: ['django_session'],
  columns: {
    token: ['sessionkey'],
    data: ['sessiondata'],
    expiry: ['expiredate'],
    // Django's documentation has an account_id in its example of a session model of one's own.
    user: ['userid', 'accountid'],
    provenBy: 'names',
  },
  // Alive while `expire_date > now`; clearsessions removes what is before now.
  expiry: { form: { sqlite: 'micros', integer: null, naive: 'utc' }, expired: deadAt },
  payload: {
    codecs: ['django'],
    noise: ['_auth_user_backend', '_auth_user_hash', '_session_expiry'],
    witness: {
      end: djangoEnd,
      // Two looks at a clock, one of them cut to the second.
      roundingMs: 5000,
      atLeast: false,
      remedy: 'let the application write UTC (USE_TZ = True)',
    },
    seed: loggedIn,
    provesItself: (data) =>
      Object.hasOwn(data, '_auth_user_id') || Object.hasOwn(data, '_auth_user_hash'),
    credential: {
      column: 'password',
      missing:
        'Django logs nobody in without _auth_user_hash, which takes auth_user.password to make (or give it in the data)',
    },
  },
  // Those of django-user-sessions, which called the time of the last write last_activity before 2.0.
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: {
      columns: ['updatedat', 'lastactivity'],
      told: ({ payload }) => payload && djangoWritten(payload),
    },
    ip: { columns: ['ip'] },
    agent: { columns: ['useragent'] },
  },
  along: [
    {
      what: 'allauth records',
      table: 'usersessions_usersession',
      column: 'sessionkey',
      parent: 'sessionkey',
      facts: { created: 'createdat', lastSeen: 'lastseenat', ip: 'ip', agent: 'useragent' },
    },
  ],
  user: { paths: [['_auth_user_id']], seeded: true, tables: [people('auth_user')] },
  key: { generate: () => alphabetId(lower + digits, 32) },
  cookie: 'django',
  livesOn,
});

/** When a session ends by its payload: its age after the second of its signature. */
function djangoEnd(payload: Uint8Array): { at: Date; assumed: boolean } | null {
  const told = djangoLifetime(payload);
  if (told === null) return null;
  const at = new Date(told.written.getTime() + (told.ageMs ?? usualAgeMs));
  return Number.isNaN(at.getTime()) ? null : { at, assumed: told.ageMs === null };
}

/** Source: django/contrib/auth/__init__.py (login), base_user.py (get_session_auth_hash), utils/crypto.py. */
function loggedIn(data: JsonObject, { user, credential, secret }: Seed): JsonObject {
  if (user === null || Object.hasOwn(data, '_auth_user_id')) return data;
  const proof = credential !== null && secret !== undefined ? authHash(credential, secret) : null;
  return {
    _auth_user_id: user,
    _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
    ...(proof !== null && { _auth_user_hash: proof }),
    ...data,
  };
}

/** The HMAC of the user's password hash: a session ends where the password changes. */
function authHash(password: string, secret: string): string {
  const salt = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash';
  const key = createHash('sha256')
    .update(salt + secret)
    .digest();
  return createHmac('sha256', key).update(password).digest('hex');
}
