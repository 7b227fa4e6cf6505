import { defineLayout } from './define.js';
import { deadAt } from './edges.js';
import { base64urlId } from './ids.js';

const prefix = 'session:';

/**
 * Flask-Session on SQLAlchemy or PostgreSQL: msgpack or JSON since 0.7, pickle before. A row without
 * an expiry counts as expired, yet no cleanup of its own removes it.
 *
 * Source: pallets-eco/flask-session, src/flask_session/{base,defaults}.py,
 * sqlalchemy/sqlalchemy.py, postgresql/_queries.py.
 */
export const flaskSession = defineLayout({
  name: 'flask-session',
  title: 'Flask-Session',
  tables: ['sessions', 'flask_sessions'],
  columns: { token: ['sessionid'], data: ['data'], expiry: ['expiry'], user: ['userid'] },
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'utc' },
    expired: deadAt,
    purged: deadAt,
    null: 'expired',
  },
  payload: {
    codecs: ['msgpack', 'pickle', 'json'],
    bytes: true,
    seed: (data) => ({ _permanent: true, ...data }),
  },
  user: { paths: [['_user_id']] },
  key: {
    generate: () => base64urlId(32),
    ofId: (id) => (id.startsWith(prefix) ? id : `${prefix}${id}`),
    others: (id) => [id],
  },
  cookie: { form: 'flask', name: 'session' },
});
