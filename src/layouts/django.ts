import { defineLayout } from './define.js';
import { deadAt } from './edges.js';
import { alphabetId, digits, lower } from './ids.js';

/**
 * Django's database sessions. With USE_TZ the column is in UTC; without, in the application's zone,
 * which no row tells.
 *
 * Source: django/contrib/sessions/backends/{base,db,cached_db}.py, base_session.py.
 */
export const django = defineLayout({
  name: 'django',
  title: 'Django',
  tables: ['django_session'],
  columns: {
    token: ['sessionkey'],
    data: ['sessiondata'],
    expiry: ['expiredate'],
    user: ['userid'],
  },
  // Alive while `expire_date > now`; clearsessions removes what is before now.
  expiry: { form: { sqlite: 'micros', integer: null, naive: 'utc' }, expired: deadAt },
  payload: {
    codecs: ['django'],
    seed: (data, { user }) =>
      user === null || Object.hasOwn(data, '_auth_user_id')
        ? data
        : {
            _auth_user_id: user,
            _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
            ...data,
          },
  },
  user: { paths: [['_auth_user_id']], seeded: true },
  key: { generate: () => alphabetId(lower + digits, 32) },
  cookie: { form: 'plain', name: 'sessionid' },
  caveat:
    'with the engine cached_db a deleted session lives on in the cache until it runs out there',
});
