import { json } from '../../../codecs/json.js';
import type { JsonObject } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { base64urlId } from '../../ids.js';

const columns = {
  token: ['sessionid'],
  data: ['data'],
  expiry: ['expiry'],
  user: ['userid'],
  own: ['created'],
} as const;

const common = {
  name: 'flask-session',
  tables: ['sessions', 'flask_sessions'],
  payload: {
    codecs: ['msgpack', 'pickle', 'json'],
    // JSON is anybody's.
    proves: (payload: Buffer) => (json.matches(payload) ? null : true),
    bytes: true,
    noise: ['_permanent', '_fresh', '_id'],
    seed: (data: JsonObject) => ({ _permanent: true, ...data }),
  },
  user: { paths: [['_user_id']] },
  // The database's own default, in UTC even where the expiry is not. The rest is the application's.
  facts: { created: { columns: ['created'], naive: 'utc' } },
  key: {
    generate: () => base64urlId(32),
    // The prefix is the application's to choose.
    form: /^[\w.-]+:[\w-]{32,}$/,
    ofId: (id: string, prefix: string) => (id.startsWith(prefix) ? id : `${prefix}${id}`),
    prefix: 'session:',
  },
  cookie: 'flask',
  livesOn: [
    {
      text: 'a remember-me cookie of Flask-Login is taken for 365 days by default',
      end: 'give the user another alternative id',
    },
  ],
} as const;

/**
 * Flask-Session on SQLAlchemy: msgpack or JSON since 0.7, pickle before. A row without an expiry
 * counts as expired, yet no cleanup of its own removes it.
 *
 * Source: pallets-eco/flask-session, src/flask_session/{base,defaults}.py,
 * sqlalchemy/sqlalchemy.py.
 */
export const flaskSession = defineLayout({
  ...common,
  title: 'Flask-Session',
  columns,
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'utc' },
    expired: deadAt,
    purged: deadAt,
    null: 'expired',
  },
});

/**
 * Flask-Session on psycopg: the database's own NOW(), which a column without a zone keeps as the
 * connection's local time, and which is compared with that. A row without an expiry is taken.
 *
 * Source: pallets-eco/flask-session, src/flask_session/postgresql/_queries.py.
 */
export const flaskPostgres = defineLayout({
  ...common,
  title: 'Flask-Session (PostgreSQL)',
  columns: { ...columns, also: ['created'], dialects: ['postgres'] },
  expiry: { form: { sqlite: 'micros', integer: null, naive: 'connection' } },
});
