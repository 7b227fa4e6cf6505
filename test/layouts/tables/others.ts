import {
  after,
  atOrAfter,
  atOrBefore,
  before,
  inEveryZone,
  second,
  type FrameworkTable,
} from './contract.js';

const gob = '{"n":1}';
const scs = {
  layout: 'scs',
  data: { userID: '42' },
  table: 'sessions',
} as const;
const scsTables: FrameworkTable[] = [
  {
    ...scs,
    variant: 'gormstore',
    on: 'sqlite',
    create: [
      'CREATE TABLE `sessions` (`token` varchar(43), `data` blob, `expiry` datetime, PRIMARY KEY (`token`))',
      'CREATE INDEX `idx_sessions_expiry` ON `sessions`(`expiry`)',
    ],
    row: `INSERT INTO sessions VALUES ('application', CAST('${gob}' AS BLOB), '2030-01-02 03:04:05.678901234+00:00')`,
    alive: atOrAfter,
    purged: before,
    unit: 1,
    null: 'alive',
    types: { token: 'text', data: 'blob', expiry: 'text' },
  },
  {
    ...scs,
    variant: 'sqlite3store',
    on: 'sqlite',
    create: [
      'CREATE TABLE sessions (token TEXT PRIMARY KEY, data BLOB NOT NULL, expiry REAL NOT NULL)',
      'CREATE INDEX sessions_expiry_idx ON sessions(expiry)',
    ],
    row: `INSERT INTO sessions VALUES ('application', CAST('${gob}' AS BLOB), julianday('2030-01-02T03:04:05.678'))`,
    alive: null,
    purged: before,
    unit: 1,
    types: { token: 'text', data: 'blob', expiry: 'real' },
  },
  {
    ...scs,
    variant: 'postgresstore',
    on: 'postgres',
    create: [
      'CREATE TABLE sessions (token TEXT PRIMARY KEY, data BYTEA NOT NULL, expiry TIMESTAMPTZ NOT NULL)',
      'CREATE INDEX sessions_expiry_idx ON sessions (expiry)',
    ],
    row: `INSERT INTO sessions VALUES ('application', '${gob}', '2030-01-02 03:04:05.678901Z')`,
    alive: null,
    purged: before,
    unit: 1,
  },
  {
    ...scs,
    variant: 'mysqlstore',
    on: 'mysql',
    create: [
      'CREATE TABLE sessions (token CHAR(43) PRIMARY KEY, data BLOB NOT NULL, expiry TIMESTAMP(6) NOT NULL)',
      'CREATE INDEX sessions_expiry_idx ON sessions (expiry)',
    ],
    row: `INSERT INTO sessions VALUES ('application', '${gob}', '2030-01-02 03:04:05.678901')`,
    alive: null,
    purged: before,
    unit: 1,
  },
];

const django = {
  layout: 'django',
  table: 'django_session',
  options: { secret: 'a-secret' },
  data: { _auth_user_id: '42', cart: ['ä'] },
  alive: after,
  purged: before,
  unit: 1,
} as const;
const djangoPayload =
  'eyJfYXV0aF91c2VyX2lkIjoiNDIifQ:1tXyZa:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const djangoRow = (expires: string) =>
  `INSERT INTO django_session VALUES ('application', '${djangoPayload}', '${expires}')`;
const djangoTables: FrameworkTable[] = [
  {
    ...django,
    on: 'sqlite',
    create: [
      'CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL)',
      'CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date")',
    ],
    row: djangoRow('2030-01-02 03:04:05.678901'),
    types: { session_key: 'text', session_data: 'text', expire_date: 'text' },
  },
  {
    ...django,
    on: 'postgres',
    create: [
      'CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" timestamp with time zone NOT NULL)',
      'CREATE INDEX "django_session_session_key_c0390e0f_like" ON "django_session" ("session_key" varchar_pattern_ops)',
      'CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date")',
    ],
    row: djangoRow('2030-01-02 03:04:05.678901+00'),
  },
  {
    ...django,
    on: 'mysql',
    create: [
      'CREATE TABLE `django_session` (`session_key` varchar(40) NOT NULL PRIMARY KEY, `session_data` longtext NOT NULL, `expire_date` datetime(6) NOT NULL)',
      'CREATE INDEX `django_session_expire_date_a5c62663` ON `django_session` (`expire_date`)',
    ],
    row: djangoRow('2030-01-02 03:04:05.678901'),
  },
];

const lifetime = 7_200_000;
const laravel = {
  layout: 'laravel',
  table: 'sessions',
  data: { cart: ['ä'] },
  // The end is the last use and the lifetime.
  alive: (end: number, now: number) => second(end - lifetime) >= second(now - lifetime),
  purged: (end: number, now: number) => second(end - lifetime) <= second(now - lifetime),
  unit: 1000,
} as const;
const laravelRow = `INSERT INTO sessions VALUES ('application', 42, '127.0.0.1', 'curl', '${Buffer.from('a:1:{s:6:"_token";s:1:"t";}').toString('base64')}', 1893546245)`;
const laravelOthers = {
  set: `UPDATE sessions SET user_id = 7, ip_address = '::1' WHERE id = `,
  get: `SELECT ip_address AS others FROM sessions WHERE id = `,
};
const laravelTables: FrameworkTable[] = [
  {
    ...laravel,
    on: 'sqlite',
    create: [
      'CREATE TABLE "sessions" ("id" varchar not null, "user_id" integer, "ip_address" varchar, "user_agent" text, "payload" text not null, "last_activity" integer not null, primary key ("id"))',
      'CREATE INDEX "sessions_user_id_index" on "sessions" ("user_id")',
      'CREATE INDEX "sessions_last_activity_index" on "sessions" ("last_activity")',
    ],
    row: laravelRow,
    others: laravelOthers,
    types: { id: 'text', payload: 'text', last_activity: 'integer' },
  },
  {
    ...laravel,
    on: 'postgres',
    create: [
      'CREATE TABLE "sessions" ("id" varchar(255) not null primary key, "user_id" bigint null, "ip_address" varchar(45) null, "user_agent" text null, "payload" text not null, "last_activity" integer not null)',
      'CREATE INDEX "sessions_user_id_index" on "sessions" ("user_id")',
      'CREATE INDEX "sessions_last_activity_index" on "sessions" ("last_activity")',
    ],
    row: laravelRow,
    others: laravelOthers,
  },
  {
    ...laravel,
    on: 'mysql',
    create: [
      'CREATE TABLE `sessions` (`id` varchar(255) not null, `user_id` bigint unsigned null, `ip_address` varchar(45) null, `user_agent` text null, `payload` longtext not null, `last_activity` int not null, primary key (`id`)) default character set utf8mb4 collate "utf8mb4_unicode_ci"',
      'ALTER TABLE `sessions` add index `sessions_user_id_index`(`user_id`)',
      'ALTER TABLE `sessions` add index `sessions_last_activity_index`(`last_activity`)',
    ],
    row: laravelRow,
    others: laravelOthers,
  },
];

const rails = {
  layout: 'rails',
  table: 'sessions',
  data: { user_id: 42, cart: ['ä'] },
  alive: null,
  purged: before,
  unit: 1,
} as const;
const railsJson = '{"value":{"a":1}}';
const railsOthers = {
  set: `UPDATE sessions SET created_at = '2019-01-01 00:00:00' WHERE session_id = `,
  get: `SELECT substr(CAST(created_at AS CHAR(30)), 1, 4) AS others FROM sessions WHERE session_id = `,
};
const railsTables: FrameworkTable[] = [
  {
    ...rails,
    on: 'sqlite',
    create: [
      'CREATE TABLE "sessions" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "session_id" varchar NOT NULL, "data" text, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL)',
      'CREATE UNIQUE INDEX "index_sessions_on_session_id" ON "sessions" ("session_id")',
      'CREATE INDEX "index_sessions_on_updated_at" ON "sessions" ("updated_at")',
    ],
    row: `INSERT INTO sessions VALUES (1, 'application', '${railsJson}', '2029-12-02 03:04:05.678901', '2029-12-03 03:04:05.678901')`,
    others: railsOthers,
    types: {
      id: 'integer',
      session_id: 'text',
      data: 'text',
      created_at: 'text',
      updated_at: 'text',
    },
  },
  {
    ...rails,
    on: 'postgres',
    create: [
      'CREATE TABLE "sessions" ("id" bigserial primary key, "session_id" character varying NOT NULL, "data" text, "created_at" timestamp(6) NOT NULL, "updated_at" timestamp(6) NOT NULL)',
      'CREATE UNIQUE INDEX "index_sessions_on_session_id" ON "sessions" ("session_id")',
    ],
    row: `INSERT INTO sessions (session_id, data, created_at, updated_at) VALUES ('application', '${railsJson}', '2029-12-02 03:04:05.678901', '2029-12-03 03:04:05.678901')`,
    others: { ...railsOthers, get: railsOthers.get.replace('CHAR(30)', 'TEXT') },
  },
  {
    ...rails,
    on: 'mysql',
    create: [
      'CREATE TABLE `sessions` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `session_id` varchar(255) NOT NULL, `data` text, `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL)',
      'CREATE UNIQUE INDEX `index_sessions_on_session_id` ON `sessions` (`session_id`)',
    ],
    row: `INSERT INTO sessions (session_id, data, created_at, updated_at) VALUES ('application', '${railsJson}', '2029-12-02 03:04:05.678901', '2029-12-03 03:04:05.678901')`,
    others: railsOthers,
  },
];

const symfony = {
  layout: 'symfony',
  table: 'sessions',
  data: null,
  raw: '_sf2_attributes|a:1:{s:7:"user_id";i:42;}_sf2_meta|a:3:{s:1:"u";i:1;s:1:"c";i:1;s:1:"l";i:0;}',
  alive: (expiry: number, now: number) => second(expiry) >= second(now),
  purged: (expiry: number, now: number) => second(expiry) < second(now),
  unit: 1000,
} as const;
const symfonyRow = `INSERT INTO sessions VALUES ('application', '${symfony.raw}', 1893553445, 1893546245)`;
const symfonyTables: FrameworkTable[] = [
  {
    ...symfony,
    on: 'sqlite',
    create: [
      'CREATE TABLE sessions (sess_id TEXT NOT NULL PRIMARY KEY, sess_data BLOB NOT NULL, sess_lifetime INTEGER NOT NULL, sess_time INTEGER NOT NULL)',
      'CREATE INDEX sess_lifetime_idx ON sessions (sess_lifetime)',
    ],
    row: symfonyRow.replace(`'${symfony.raw}'`, `CAST('${symfony.raw}' AS BLOB)`),
    types: { sess_id: 'text', sess_data: 'blob', sess_lifetime: 'integer', sess_time: 'integer' },
  },
  {
    ...symfony,
    on: 'postgres',
    create: [
      'CREATE TABLE sessions (sess_id VARCHAR(128) NOT NULL PRIMARY KEY, sess_data BYTEA NOT NULL, sess_lifetime INTEGER NOT NULL, sess_time INTEGER NOT NULL)',
      'CREATE INDEX sess_lifetime_idx ON sessions (sess_lifetime)',
    ],
    row: symfonyRow,
  },
  {
    ...symfony,
    on: 'mysql',
    create: [
      'CREATE TABLE sessions (sess_id VARBINARY(128) NOT NULL PRIMARY KEY, sess_data BLOB NOT NULL, sess_lifetime INTEGER UNSIGNED NOT NULL, sess_time INTEGER UNSIGNED NOT NULL, INDEX `sess_lifetime_idx` (`sess_lifetime`)) COLLATE utf8mb4_bin, ENGINE = InnoDB',
    ],
    row: symfonyRow,
  },
];

const flask = {
  layout: 'flask-session',
  table: 'sessions',
  data: { _user_id: '42', cart: ['ä'] },
  alive: after,
  purged: atOrBefore,
  unit: 1,
  null: 'expired',
} as const;
const flaskPayload = '83aa5f7065726d616e656e74c3a475736572a5616c696365a16e01';
const flaskTables: FrameworkTable[] = [
  {
    ...flask,
    on: 'sqlite',
    create: [
      'CREATE TABLE sessions (id INTEGER NOT NULL, session_id VARCHAR(255), data BLOB, expiry DATETIME, PRIMARY KEY (id), UNIQUE (session_id))',
    ],
    row: `INSERT INTO sessions VALUES (1, 'application', x'${flaskPayload}', '2030-01-02 03:04:05.678901')`,
    types: { id: 'integer', session_id: 'text', data: 'blob', expiry: 'text' },
  },
  {
    ...flask,
    on: 'postgres',
    create: [
      'CREATE TABLE sessions (id SERIAL NOT NULL, session_id VARCHAR(255), data BYTEA, expiry TIMESTAMP WITHOUT TIME ZONE, PRIMARY KEY (id), UNIQUE (session_id))',
    ],
    row: `INSERT INTO sessions (session_id, data, expiry) VALUES ('application', '\\x${flaskPayload}', '2030-01-02 03:04:05.678901')`,
  },
  {
    ...flask,
    variant: 'on psycopg',
    on: 'postgres',
    table: 'flask_sessions',
    create: [
      "CREATE TABLE flask_sessions (session_id VARCHAR(255) NOT NULL PRIMARY KEY, created TIMESTAMP WITHOUT TIME ZONE DEFAULT (NOW() AT TIME ZONE 'utc'), data BYTEA, expiry TIMESTAMP WITHOUT TIME ZONE)",
      'CREATE INDEX flask_sessions_expiry_idx ON flask_sessions (expiry)',
    ],
    row: `INSERT INTO flask_sessions (session_id, data, expiry) VALUES ('application', '\\x${flaskPayload}', '2030-01-02 03:04:05.678901')`,
    // It deletes what is before now, and takes whatever it finds then.
    alive: atOrAfter,
    purged: before,
    null: 'alive',
  },
  {
    ...flask,
    unit: 1000,
    on: 'mysql',
    create: [
      'CREATE TABLE sessions (id INTEGER NOT NULL AUTO_INCREMENT, session_id VARCHAR(255), data BLOB, expiry DATETIME, PRIMARY KEY (id), UNIQUE (session_id))',
    ],
    row: `INSERT INTO sessions (session_id, data, expiry) VALUES ('application', x'${flaskPayload}', '2030-01-02 03:04:05')`,
  },
];

const row = { layout: 'token-row', data: null, unit: 1, alive: atOrAfter } as const;
/** These leave dead rows alone; what is not accepted any more may go. */
const dead = before;
const betterAuthTables: FrameworkTable[] = [
  {
    ...row,
    variant: 'better-auth',
    purged: dead,
    user: 'u42',
    on: 'sqlite',
    table: 'session',
    create: [
      'CREATE TABLE "session" ("id" text not null primary key, "expiresAt" date not null, "token" text not null unique, "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text, "userId" text not null)',
    ],
    row: `INSERT INTO session VALUES ('i', '2030-01-02T03:04:05.678Z', 'application', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '', 'curl', 'u42')`,
    types: { id: 'text', expiresAt: 'text', token: 'text', createdAt: 'text', updatedAt: 'text' },
  },
  {
    ...row,
    variant: 'better-auth by Drizzle',
    purged: dead,
    user: 'u42',
    on: 'sqlite',
    table: 'session',
    create: [
      'CREATE TABLE session (id text PRIMARY KEY NOT NULL, expires_at integer NOT NULL, token text NOT NULL UNIQUE, created_at integer NOT NULL, updated_at integer NOT NULL, ip_address text, user_agent text, user_id text NOT NULL)',
    ],
    row: `INSERT INTO session VALUES ('i', 1893553445678, 'application', 1767225600000, 1767225600000, NULL, NULL, 'u42')`,
    types: { expires_at: 'integer', created_at: 'integer', updated_at: 'integer' },
  },
  {
    ...row,
    variant: 'better-auth',
    purged: dead,
    user: 'u42',
    on: 'postgres',
    table: 'session',
    create: [
      'CREATE TABLE "session" ("id" text not null primary key, "expiresAt" timestamptz not null, "token" text not null unique, "createdAt" timestamptz default CURRENT_TIMESTAMP not null, "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text, "userId" text not null)',
    ],
    row: `INSERT INTO session VALUES ('i', '2030-01-02T03:04:05.678Z', 'application', now(), now(), '', 'curl', 'u42')`,
  },
  {
    ...row,
    variant: 'better-auth with ids by the database',
    purged: dead,
    user: '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3b',
    on: 'postgres',
    table: 'session',
    create: [
      'CREATE TABLE "session" ("id" uuid not null primary key, "expiresAt" timestamptz not null, "token" text not null unique, "createdAt" timestamptz not null, "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text, "userId" uuid not null)',
    ],
    row: `INSERT INTO session VALUES ('00000000-0000-0000-0000-000000000001', '2030-01-02T03:04:05.678Z', 'application', now(), now(), '', 'curl', '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3b')`,
  },
  {
    ...row,
    variant: 'better-auth',
    ...inEveryZone(dead),
    user: 'u42',
    on: 'mysql',
    table: 'session',
    create: [
      'CREATE TABLE `session` (`id` varchar(36) not null primary key, `expiresAt` timestamp(3) not null, `token` varchar(255) not null unique, `createdAt` timestamp(3) default CURRENT_TIMESTAMP(3) not null, `updatedAt` timestamp(3) not null, `ipAddress` text, `userAgent` text, `userId` varchar(36) not null)',
    ],
    row: `INSERT INTO session VALUES ('i', '2030-01-02 03:04:05.678', 'application', now(3), now(3), '', 'curl', 'u42')`,
  },
];
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const authTables: FrameworkTable[] = [
  {
    ...row,
    variant: 'Auth.js',
    purged: dead,
    user: '42',
    on: 'postgres',
    table: 'sessions',
    create: [
      'CREATE TABLE sessions (id SERIAL, "userId" INTEGER NOT NULL, expires TIMESTAMPTZ NOT NULL, "sessionToken" VARCHAR(255) NOT NULL, PRIMARY KEY (id))',
      'CREATE UNIQUE INDEX ON sessions ("sessionToken")',
    ],
    row: `INSERT INTO sessions ("userId", expires, "sessionToken") VALUES (42, '2030-01-02T03:04:05.678Z', 'application')`,
  },
  {
    ...row,
    variant: 'Auth.js on Prisma',
    ...inEveryZone(dead),
    user: 'u42',
    on: 'mysql',
    table: 'Session',
    create: [
      'CREATE TABLE `Session` (`id` VARCHAR(191) NOT NULL, `sessionToken` VARCHAR(191) NOT NULL, `userId` VARCHAR(191) NOT NULL, `expires` DATETIME(3) NOT NULL, UNIQUE INDEX `Session_sessionToken_key`(`sessionToken`), PRIMARY KEY (`id`))',
    ],
    row: `INSERT INTO Session VALUES ('i', 'application', 'u42', '2030-01-02 03:04:05.678')`,
  },
  {
    ...row,
    variant: 'Auth.js by Drizzle',
    purged: dead,
    user: 'u42',
    on: 'sqlite',
    table: 'session',
    create: [
      'CREATE TABLE session (sessionToken text PRIMARY KEY NOT NULL, userId text NOT NULL, expires integer NOT NULL)',
    ],
    row: `INSERT INTO session VALUES ('application', 'u42', 1893553445678)`,
    types: { sessionToken: 'text', userId: 'text', expires: 'integer' },
  },
];
// Its own edge is a millisecond earlier, but the layout is anybody's.
const lucia = { ...row, purged: dead, options: { layout: 'token-row' }, user: '42' } as const;
const luciaTables: FrameworkTable[] = [
  {
    ...lucia,
    variant: 'Lucia',
    unit: 1000,
    on: 'sqlite',
    table: 'session',
    create: [
      'CREATE TABLE session (id TEXT NOT NULL PRIMARY KEY, expires_at INTEGER NOT NULL, user_id INTEGER NOT NULL)',
    ],
    row: `INSERT INTO session VALUES ('application', 1893553445, 42)`,
    types: { id: 'text', expires_at: 'integer', user_id: 'integer' },
  },
  {
    ...lucia,
    variant: 'Lucia',
    on: 'postgres',
    table: 'user_session',
    create: [
      'CREATE TABLE user_session (id TEXT NOT NULL PRIMARY KEY, expires_at TIMESTAMPTZ NOT NULL, user_id TEXT NOT NULL)',
    ],
    row: `INSERT INTO user_session VALUES ('application', '2030-01-02T03:04:05.678Z', '42')`,
  },
  {
    ...lucia,
    ...inEveryZone(dead),
    variant: 'ids that are UUIDs',
    on: 'postgres',
    table: 'sessions',
    create: [
      'CREATE TABLE sessions (id UUID NOT NULL PRIMARY KEY, expires_at TIMESTAMP NOT NULL, user_id INTEGER NOT NULL)',
    ],
    row: `INSERT INTO sessions VALUES ('${uuid(0)}', '2030-01-02T03:04:05.678Z', '42')`,
    rowToken: uuid(0),
    token: uuid,
  },
  {
    ...lucia,
    variant: 'ids that are numbers',
    mustBeNamed: true,
    on: 'postgres',
    table: 'sessions',
    create: [
      'CREATE TABLE sessions (id BIGINT NOT NULL PRIMARY KEY, expires_at TIMESTAMPTZ NOT NULL, user_id INTEGER NOT NULL)',
    ],
    row: `INSERT INTO sessions VALUES (1000, '2030-01-02T03:04:05.678Z', '42')`,
    rowToken: '1000',
    token: (n) => String(n),
  },
  {
    ...lucia,
    ...inEveryZone(dead),
    variant: 'ids that are numbers',
    mustBeNamed: true,
    on: 'mysql',
    table: 'sessions',
    create: [
      'CREATE TABLE sessions (id BIGINT NOT NULL PRIMARY KEY, expires_at DATETIME(3) NOT NULL, user_id INTEGER NOT NULL)',
    ],
    row: `INSERT INTO sessions VALUES (1000, '2030-01-02 03:04:05.678', '42')`,
    rowToken: '1000',
    token: (n) => String(n),
  },
  {
    ...lucia,
    variant: 'ids that are numbers',
    mustBeNamed: true,
    on: 'sqlite',
    table: 'sessions',
    create: [
      'CREATE TABLE sessions (id INTEGER PRIMARY KEY, expires_at TEXT NOT NULL, user_id INTEGER NOT NULL)',
    ],
    row: `INSERT INTO sessions VALUES (1000, '2030-01-02 03:04:05.678', '42')`,
    rowToken: '1000',
    token: (n) => String(n),
  },
];

export const otherTables: readonly FrameworkTable[] = [
  ...scsTables,
  ...djangoTables,
  ...laravelTables,
  ...railsTables,
  ...symfonyTables,
  ...flaskTables,
  ...betterAuthTables,
  ...authTables,
  ...luciaTables,
];
