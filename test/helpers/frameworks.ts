import { readFile } from 'node:fs/promises';
import { parseJson, type Json, type JsonObject } from '../../src/index.js';
import { fixture } from './folder.js';
import { expectedSessions } from './scs-fixture.js';
import { userIn } from './user-in.js';

/** A table that a framework wrote, and where its expected.json says what. */
export interface Framework {
  /** The layout that the table must be found to have. */
  layout: string;
  /** What the tool is told beside the database. */
  env?: Record<string, string>;
  /** The table, and the columns of its token and its payload. */
  table: string;
  token: string;
  payload: string;
  /** The column that names the user. */
  user?: string;
  /** A column of the row that the expiry is worked out from, in seconds. */
  seconds?: string;
  /** What expected.json says of a session; `expiry` is what JavaScript's Date takes. */
  read(session: JsonObject, stored: StoredRow): { token: Json; expiry: Json; data: Json };
}

/** What a test's own query finds in a row, past the tool. */
export interface StoredRow {
  token: string;
  size: number;
  user: string | number | null;
  seconds: number | null;
  payload: Buffer;
}

/** What `list` must say of a row. */
export interface ListedRow {
  user: string | null;
  state: string;
  expiry: string | null;
  size: number;
  data: Json;
  error: string | null;
}

const minute = 60;
const day = 24 * 60 * minute;

const atSeconds = (value: unknown): string => new Date(Number(value) * 1000).toISOString();
const utc = (naive: Json | undefined): string => `${(naive as string).replace(' ', 'T')}Z`;
const json = (value: Json | undefined): Json => value ?? null;

/** express-session: the row's JSON, and the column of the expiry as it is written. */
const node = (
  layout: string,
  columns: Pick<Framework, 'table' | 'payload' | 'user'> & { token?: string },
  instant: (stored: Json) => Json = (stored) => stored,
): Framework => ({
  layout,
  token: 'sid',
  ...columns,
  read: ({ sid, session, stored_expiry: stored }) => ({
    token: json(sid),
    expiry: instant(json(stored)),
    data: json(session),
  }),
});

const knex = node('connect-session-knex', { table: 'sessions', payload: 'sess' });

const sequelizeText = (text: Json): Json => (text as string).replace(' +00:00', 'Z');

const django: Framework = {
  layout: 'django',
  table: 'django_session',
  token: 'session_key',
  payload: 'session_data',
  read: ({ session_key: token, expire_date: expiry, data, name }) => ({
    token: json(token),
    expiry: json(expiry),
    data: name === 'pickle-only' ? pickleOnly : json(data),
  }),
};

/** Values of Python that JSON has no word for: the fixture has Python's repr of them. */
export const pickleOnly = {
  dt: '2024-05-06T07:08:09Z',
  t: [1, 2],
  set: [1],
  dec: { __class: 'decimal.Decimal', args: ['9.99'] },
  by: 'AP8=',
};

const laravel: Framework = {
  layout: 'laravel',
  table: 'sessions',
  token: 'id',
  payload: 'payload',
  user: 'user_id',
  read: ({ id, last_activity: used, data }) => ({
    token: json(id),
    expiry: atSeconds(Number(used) + 120 * minute),
    data: json(data),
  }),
};

const symfony: Framework = {
  layout: 'symfony',
  table: 'sessions',
  token: 'sess_id',
  payload: 'sess_data',
  seconds: 'sess_lifetime',
  read: ({ id, session }, { seconds, payload }) => {
    // Symfony adds the flashes that there are none of.
    const { _symfony_flashes: flashes, ...rest } = session as JsonObject;
    const isStored = payload.includes('_symfony_flashes');
    const data = isStored ? { ...rest, _symfony_flashes: json(flashes) } : rest;
    return {
      token: json(id),
      expiry: atSeconds(seconds),
      data: Array.isArray(session) ? [] : data,
    };
  },
};

const rails: Framework = {
  layout: 'rails',
  table: 'sessions',
  token: 'session_id',
  payload: 'data',
  read: ({ private_id: token, updated_at: used, data }) => ({
    token: json(token),
    expiry: atSeconds(Date.parse(used as string) / 1000 + 30 * day),
    data: json(data),
  }),
};

const scs: Framework = {
  layout: 'scs',
  table: 'sessions',
  token: 'token',
  payload: 'data',
  // The expected values are the maps of scs-fixture.ts.
  read: ({ token, expiry_unix_ms: expiry, plain }) => ({
    token: json(token),
    expiry: json(expiry),
    data: json(plain),
  }),
};

/** Every fixture that is a SQLite file, by its folder. */
export const sqliteFrameworks = {
  'scs-gormstore': scs,
  'scs-sqlite3store': scs,
  'connect-session-sequelize': node(
    'connect-session-sequelize',
    { table: 'Sessions', payload: 'data' },
    sequelizeText,
  ),
  'connect-session-sequelize-extended': node(
    'connect-session-sequelize',
    { table: 'ShopSessions', payload: 'data', user: 'userId' },
    sequelizeText,
  ),
  'connect-session-knex-sqlite3': knex,
  'connect-session-knex-better-sqlite3': knex,
  'better-sqlite3-session-store': node('better-sqlite3-session-store', {
    table: 'sessions',
    payload: 'sess',
  }),
  'connect-sqlite3': node('connect-sqlite3', { table: 'sessions', payload: 'sess' }),
  django,
  'django-legacy': django,
  'django-pickle': django,
  'flask-session': {
    layout: 'flask-session',
    table: 'sessions',
    token: 'session_id',
    payload: 'data',
    read: ({ session_id: token, expiry, data }) => ({
      token: json(token),
      expiry: utc(expiry),
      data: json(data),
    }),
  },
  laravel,
  'laravel-encrypted': {
    ...laravel,
    env: { SESSION_ADMIN_SECRET: 'base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
  },
  'symfony-pdo': symfony,
  'symfony-pdo-php_serialize': symfony,
  'rails-activerecord': rails,
  'rails-activerecord-json': rails,
} satisfies Record<string, Framework>;

/** Every fixture that is a dump of a server's table, by its folder. */
export const serverFrameworks = {
  postgres: {
    'scs-postgresstore': scs,
    'connect-pg-simple': node('connect-pg-simple', { table: 'session', payload: 'sess' }, utc),
    'connect-session-knex-pg': { ...knex, table: 'knex_sessions' },
  },
  mysql: {
    'scs-mysqlstore': scs,
    'express-mysql-session': node(
      'express-mysql-session',
      { table: 'sessions', token: 'session_id', payload: 'data' },
      atSeconds,
    ),
  },
} satisfies Record<string, Record<string, Framework>>;

/** The query for a framework's stored rows; `bytes` gives a column's bytes in this dialect. */
export function storedQuery(of: Framework, bytes: (column: string) => string): string {
  const { table, token, payload, user, seconds } = of;
  return `SELECT ${token} AS token, ${bytes(payload)} AS payload,
    ${user ?? 'NULL'} AS "user", ${seconds ?? 'NULL'} AS seconds FROM ${table}`;
}

/** What `list` must say of every row of a fixture, by its token. */
export async function expectedRows(
  folder: string,
  of: Framework,
  stored: readonly Omit<StoredRow, 'size'>[],
): Promise<Map<string, ListedRow>> {
  const text = await readFile(fixture(folder, 'expected.json'), 'utf8');
  const { sessions } = parseJson(text) as { sessions: JsonObject[] };
  const scsData = of.layout === 'scs' ? await expectedSessions(folder) : null;
  const rows = new Map<string, ListedRow>();
  for (const found of stored) {
    const row = { ...found, size: found.payload.length };
    const read = sessions.map((session) => ({ session, ...of.read(session, row) }));
    const one = read.find(({ token }) => token === row.token);
    if (one === undefined) throw new Error(`${folder}: expected.json has not all of its rows`);
    const data = scsData?.get(row.token)?.data ?? one.data;
    const expiry = new Date(one.expiry as string | number);
    rows.set(row.token, {
      user: row.user === null ? userIn(data) : String(row.user),
      state: stateOf(one.session, expiry),
      expiry: expiry.toISOString(),
      size: row.size,
      data,
      error: null,
    });
  }
  const absent = sessions.filter((session) => session['in_database'] === false);
  if (rows.size !== sessions.length - absent.length) {
    throw new Error(`${folder}: the table has not all rows of expected.json`);
  }
  return rows;
}

/** What expected.json says where it says it; the others have a store's default lifetime. */
function stateOf({ active, kind }: JsonObject, expiry: Date): string {
  if (active === true || kind === 'long') return 'active';
  if (active === false || kind === 'expired') return 'expired';
  return expiry.getTime() < Date.now() ? 'expired' : 'active';
}
