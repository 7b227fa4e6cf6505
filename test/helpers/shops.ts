import { createHash } from 'node:crypto';
import { encodeSerialized } from '../../src/codecs/php/encode.js';
import { emailOf, makeVisits, type ShopSize, type Visit } from './shop-visits.js';

/** A made-up shop: the tables that its framework makes, and the sessions in them. */
export interface Shop {
  readonly name: string;
  readonly size: ShopSize;
  /** What the tool is told beside the database. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its sessions tell when they were made, and from where and on what. */
  readonly tells: { readonly created: boolean; readonly ip: boolean };
  readonly tables: readonly string[];
  /** The tables that rows go into, with their columns. */
  readonly into: { readonly users: string; readonly sessions: string };
  user(id: number, email: string): readonly Value[];
  session(visit: Visit): readonly Value[];
}

type Value = string | number | null;

const hour = 3_600_000;

/** USE_TZ, PostgreSQL, the engine db. */
export const djangoShop: Shop = {
  name: 'a Django shop on PostgreSQL',
  size: { sessions: 50_000, users: 3_000, lifetimeMs: 14 * 24 * hour },
  tells: { created: false, ip: false },
  tables: [
    `CREATE TABLE auth_user (id serial PRIMARY KEY, password varchar(128) NOT NULL,
      username varchar(150) NOT NULL UNIQUE, email varchar(254) NOT NULL)`,
    `CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY,
      session_data text NOT NULL, expire_date timestamptz NOT NULL)`,
    'CREATE INDEX django_session_expire_date_a5c62663 ON django_session (expire_date)',
  ],
  into: {
    users: 'auth_user (id, password, username, email)',
    sessions: 'django_session (session_key, session_data, expire_date)',
  },
  user: (id, email) => [id, '!', `login${id}`, email],
  session: ({ token, user, seen, end }) => {
    const login = user === null ? {} : { _auth_user_id: String(user), _auth_user_hash: 'x' };
    const content = Buffer.from(JSON.stringify({ cart: { tea: 2 }, ...login }));
    const signature = createHash('sha256').update(token).digest('base64url');
    const payload = `${content.toString('base64url')}:${base62(seen.getTime() / 1000)}`;
    return [token.slice(0, 32), `${payload}:${signature}`, end.toISOString()];
  },
};

/** The migration of `php artisan session:table`; `session.lifetime` is 480 minutes. */
export const laravelShop: Shop = {
  name: 'a Laravel shop on MariaDB',
  size: { sessions: 20_000, users: 1_000, lifetimeMs: 8 * hour },
  env: { SESSION_ADMIN_LIFETIME: '8h' },
  tells: { created: false, ip: true },
  tables: [
    `CREATE TABLE users (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
      name varchar(255) NOT NULL, email varchar(255) NOT NULL UNIQUE)`,
    `CREATE TABLE sessions (id varchar(255) NOT NULL PRIMARY KEY, user_id bigint unsigned NULL,
      ip_address varchar(45) NULL, user_agent text NULL, payload longtext NOT NULL,
      last_activity int NOT NULL, KEY sessions_user_id_index (user_id),
      KEY sessions_last_activity_index (last_activity))`,
  ],
  into: {
    users: 'users (id, name, email)',
    sessions: 'sessions (id, user_id, ip_address, user_agent, payload, last_activity)',
  },
  user: (id, email) => [id, `User ${id}`, email],
  session: ({ token, user, ip, browser, seen }) => {
    const login = user === null ? {} : { [webLogin]: user };
    const data = encodeSerialized({ _token: token, cart: { tea: 2 }, ...login });
    const payload = Buffer.from(data).toString('base64');
    return [token, user, ip, browser.agent, payload, seen.getTime() / 1000];
  },
};

/** connect-session-sequelize, with Passport and users that the tool has to be told of. */
export const expressShop: Shop = {
  name: 'an Express shop on SQLite',
  size: { sessions: 12_000, users: 500, lifetimeMs: 24 * hour },
  env: { SESSION_ADMIN_PEOPLE: 'Users:id=id,name=email' },
  tells: { created: true, ip: false },
  tables: [
    'CREATE TABLE Users (id INTEGER PRIMARY KEY AUTOINCREMENT, email VARCHAR(255) NOT NULL UNIQUE)',
    `CREATE TABLE Sessions (sid VARCHAR(36) PRIMARY KEY, expires DATETIME, data TEXT,
      createdAt DATETIME NOT NULL, updatedAt DATETIME NOT NULL)`,
  ],
  into: {
    users: 'Users (id, email)',
    sessions: 'Sessions (sid, expires, data, createdAt, updatedAt)',
  },
  user: (id, email) => [id, email],
  session: ({ token, user, created, seen, end }) => {
    const cookie = { originalMaxAge: 24 * hour, expires: end.toISOString(), path: '/' };
    const data = { cookie, cart: { tea: 2 }, ...(user !== null && { passport: { user } }) };
    const times = [created, seen].map(sequelizeTime);
    return [token.slice(0, 32), sequelizeTime(end), JSON.stringify(data), ...times];
  },
};

/** `login_web_` and the SHA-1 of Illuminate\Auth\SessionGuard. */
const webLogin = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';

const sequelizeTime = (at: Date): string =>
  at.toISOString().replace('T', ' ').replace('Z', ' +00:00');

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = (n: number): string =>
  n < 62 ? digits.charAt(n) : base62(Math.floor(n / 62)) + digits.charAt(n % 62);

/** Rows of one statement. */
const mostRows = 1000;

/** Opens the shop's tables in an empty database, with their sessions; gives the truth about those. */
export async function openShop(
  shop: Shop,
  query: (sql: string) => Promise<unknown>,
  now: Date,
): Promise<Visit[]> {
  for (const sql of shop.tables) await query(sql);
  const visits = makeVisits(shop.size, now);
  const ids = Array.from({ length: shop.size.users }, (_, i) => i + 1);
  await insert(
    shop.into.users,
    ids.map((id) => shop.user(id, emailOf(id, shop.size))),
    query,
  );
  await insert(
    shop.into.sessions,
    visits.map((visit) => shop.session(visit)),
    query,
  );
  return visits;
}

async function insert(
  into: string,
  rows: readonly (readonly Value[])[],
  query: (sql: string) => Promise<unknown>,
): Promise<void> {
  for (let i = 0; i < rows.length; i += mostRows) {
    const values = rows.slice(i, i + mostRows).map((row) => `(${row.map(literal).join()})`);
    await query(`INSERT INTO ${into} VALUES ${values.join()}`);
  }
}

/** None of the values has a quote or a backslash that a database takes for more. */
function literal(value: Value): string {
  if (typeof value !== 'string') return String(value);
  if (/[\\']/.test(value)) throw new Error(`a value with a quote: ${value}`);
  return `'${value}'`;
}
