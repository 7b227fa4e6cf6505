import { atOrAfter, atOrBefore, before, inEveryZone, type FrameworkTable } from './contract.js';

const adonis = {
  layout: 'adonis',
  table: 'sessions',
  data: { auth_web: 42, cart: ['ä'] },
  alive: atOrAfter,
  purged: atOrBefore,
  unit: 1,
} as const;
const adonisData = `'{"message":{"auth_web":42},"purpose":"application"}'`;
const adonisTables: FrameworkTable[] = [
  {
    ...adonis,
    on: 'sqlite',
    create: [
      'CREATE TABLE `sessions` (`id` varchar(255) not null, `data` text not null, `user_id` varchar(255) null, `expires_at` datetime not null, primary key (`id`))',
      'CREATE INDEX `sessions_user_id_index` on `sessions` (`user_id`)',
    ],
    row: `INSERT INTO sessions VALUES ('application', ${adonisData}, '42', 1893553445678)`,
    types: { id: 'text', data: 'text', expires_at: 'integer' },
  },
  {
    ...adonis,
    on: 'postgres',
    create: [
      'CREATE TABLE "sessions" ("id" varchar(255) not null primary key, "data" text not null, "user_id" varchar(255) null, "expires_at" timestamptz not null)',
    ],
    row: `INSERT INTO sessions VALUES ('application', ${adonisData}, '42', '2030-01-02 03:04:05.678Z')`,
  },
  {
    ...adonis,
    ...inEveryZone(atOrBefore),
    on: 'mysql',
    unit: 1000,
    create: [
      'CREATE TABLE `sessions` (`id` varchar(255) not null, `data` text not null, `user_id` varchar(255) null, `expires_at` timestamp not null, primary key (`id`))',
    ],
    row: `INSERT INTO sessions VALUES ('application', ${adonisData}, '42', '2030-01-02 03:04:05')`,
  },
];

const directusUser = '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3b';
const directus = {
  layout: 'directus',
  table: 'directus_sessions',
  data: null,
  user: directusUser,
  alive: atOrAfter,
  purged: before,
  unit: 1,
} as const;
const directusColumns = (uuid: string, at: string, user: string): string =>
  `CREATE TABLE directus_sessions (token varchar(64) NOT NULL PRIMARY KEY, ${user} ${uuid} NULL, expires ${at} NOT NULL,
    ip varchar(255) NULL, user_agent text NULL, share ${uuid} NULL, origin varchar(255) NULL, next_token varchar(64) NULL)`;
const directusRow = (at: string, user: string): string =>
  `INSERT INTO directus_sessions (token, ${user}, expires, ip, user_agent) VALUES ('application', '${directusUser}', ${at}, '127.0.0.1', 'curl')`;
const directusTables: FrameworkTable[] = [
  {
    ...directus,
    on: 'sqlite',
    create: [directusColumns('char(36)', 'datetime', '`user`')],
    row: directusRow('1893553445678', '`user`'),
    types: { token: 'text', expires: 'integer' },
  },
  {
    ...directus,
    on: 'postgres',
    create: [directusColumns('uuid', 'timestamptz', '"user"')],
    row: directusRow(`'2030-01-02 03:04:05.678Z'`, '"user"'),
  },
  {
    ...directus,
    ...inEveryZone(before),
    on: 'mysql',
    unit: 1000,
    create: [directusColumns('char(36)', 'timestamp', '`user`')],
    row: directusRow(`'2030-01-02 03:04:05'`, '`user`'),
  },
];

const metabase = {
  layout: 'metabase',
  table: 'core_session',
  data: null,
  user: '42',
  alive: atOrAfter,
  purged: before,
  unit: 1,
} as const;
const metabaseTables: FrameworkTable[] = [
  {
    ...metabase,
    on: 'postgres',
    create: [
      'CREATE TABLE core_session (id varchar(254) NOT NULL PRIMARY KEY, user_id integer NOT NULL, created_at timestamptz NOT NULL, anti_csrf_token text, key_hashed varchar(254) NOT NULL UNIQUE)',
    ],
    row: `INSERT INTO core_session VALUES ('i', 42, '2029-12-19 03:04:05.678Z', NULL, 'application')`,
  },
  {
    ...metabase,
    on: 'mysql',
    create: [
      'CREATE TABLE core_session (id varchar(254) NOT NULL PRIMARY KEY, user_id int NOT NULL, created_at timestamp(6) NOT NULL, anti_csrf_token text, key_hashed varchar(254) NOT NULL UNIQUE)',
    ],
    row: `INSERT INTO core_session VALUES ('i', 42, '2029-12-19 03:04:05.678', NULL, 'application')`,
  },
  {
    ...metabase,
    variant: 'keyed by its id',
    on: 'postgres',
    create: [
      'CREATE TABLE core_session (id varchar(254) NOT NULL PRIMARY KEY, user_id integer NOT NULL, created_at timestamptz NOT NULL, anti_csrf_token text)',
    ],
    row: `INSERT INTO core_session VALUES ('application', 42, '2029-12-19 03:04:05.678Z', NULL)`,
  },
];

export const productTables: readonly FrameworkTable[] = [
  ...adonisTables,
  ...directusTables,
  ...metabaseTables,
];
