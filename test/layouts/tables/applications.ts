import { after, atOrAfter, atOrBefore, before, second, type FrameworkTable } from './contract.js';

/** 2030-01-02T03:04:05Z. */
const end = 1_893_553_445;
const day = 86_400;

const mattermost = {
  layout: 'mattermost',
  table: 'sessions',
  data: null,
  raw: '{"platform":"Linux","user_id":"5"}',
  user: 'u'.repeat(26),
  alive: atOrAfter,
  purged: before,
  unit: 1,
  null: 'alive',
} as const;
const mattermostColumns = (json: string): string =>
  `id VARCHAR(26) PRIMARY KEY, token VARCHAR(26), createat bigint, expiresat bigint, lastactivityat bigint,
   userid VARCHAR(26), deviceid VARCHAR(512), roles VARCHAR(256), isoauth boolean, props ${json}, expirednotify boolean`;
const mattermostRow = `INSERT INTO sessions (id, token, createat, expiresat, lastactivityat, userid, deviceid, roles, isoauth, props, expirednotify)
  VALUES ('${'i'.repeat(26)}', 'application', 1, ${end}678, 2, '${mattermost.user}', '', 'system_user', false, '{"csrf":"c"}', false)`;
const mattermostTables: FrameworkTable[] = [
  {
    ...mattermost,
    on: 'postgres',
    create: [
      `CREATE TABLE sessions (${mattermostColumns('jsonb')})`,
      'CREATE INDEX idx_sessions_token ON sessions (token)',
    ],
    row: mattermostRow,
    others: {
      set: `UPDATE sessions SET roles = 'system_admin', createat = 7 WHERE token = `,
      get: `SELECT roles || createat AS others FROM sessions WHERE token = `,
    },
  },
];

const immichUser = '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3b';
const immichTables: FrameworkTable[] = [
  {
    layout: 'immich',
    on: 'postgres',
    table: 'session',
    data: null,
    user: immichUser,
    alive: after,
    purged: atOrBefore,
    unit: 1,
    null: 'alive',
    create: [
      `CREATE TABLE "session" ("id" uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, "token" bytea NOT NULL, "createdAt" timestamptz NOT NULL DEFAULT now(), "updatedAt" timestamptz NOT NULL DEFAULT now(), "userId" uuid NOT NULL, "deviceType" varchar NOT NULL DEFAULT '', "deviceOS" varchar NOT NULL DEFAULT '', "updateId" uuid NOT NULL DEFAULT gen_random_uuid(), "pinExpiresAt" timestamptz, "expiresAt" timestamptz, "parentId" uuid, "isPendingSyncReset" boolean NOT NULL DEFAULT false, "appVersion" varchar, "oauthSid" varchar)`,
      'CREATE INDEX "session_token_idx" ON "session" ("token")',
    ],
    row: `INSERT INTO "session" ("token", "userId", "deviceType", "expiresAt") VALUES ('application', '${immichUser}', 'Chrome', '2030-01-02 03:04:05.678Z')`,
  },
];

const gitea = {
  layout: 'gitea',
  table: 'session',
  data: { uname: 'ann' },
  token: (n: number) => n.toString(16).padStart(16, '0'),
  rowToken: '0123456789abcdef',
  alive: (expiry: number, now: number) => second(expiry) > second(now),
  purged: (expiry: number, now: number) => second(expiry) <= second(now),
  unit: 1000,
} as const;
const giteaTables: FrameworkTable[] = [
  {
    ...gitea,
    on: 'sqlite',
    create: [
      'CREATE TABLE `session` (`key` TEXT PRIMARY KEY NOT NULL, `data` BLOB NULL, `expiry` INTEGER NULL)',
    ],
    row: `INSERT INTO session VALUES ('0123456789abcdef', NULL, ${end - day})`,
    types: { key: 'text', expiry: 'integer' },
  },
];

const towerId = (n: number): string => Buffer.alloc(16, n).toString('base64url');
const tower = {
  layout: 'tower-sessions',
  data: { 'axum-login.data': { user_id: 42, auth_hash: [1] }, user_id: 42 },
  token: towerId,
  rowToken: towerId(200),
  alive: after,
  unit: 1,
} as const;
/** The id, `{"n": 1}` and an end, as rmp-serde writes them. */
const towerPayload = `93c410${'c8'.repeat(16)}81a16e0199cd07ee02030405ce286d6380000000`;
const towerTables: FrameworkTable[] = [
  {
    ...tower,
    on: 'sqlite',
    table: 'tower_sessions',
    create: [
      'CREATE TABLE tower_sessions (id text primary key not null, data blob not null, expiry_date integer not null)',
    ],
    row: `INSERT INTO tower_sessions VALUES ('${towerId(200)}', x'${towerPayload}', '2030-01-02T03:04:05.678901234Z')`,
    purged: (expiry, now) => second(expiry) < second(now),
    types: { id: 'text', data: 'blob', expiry_date: 'text' },
  },
  {
    ...tower,
    on: 'postgres',
    table: 'session',
    create: [
      'CREATE TABLE session (id text primary key not null, data bytea not null, expiry_date timestamptz not null)',
    ],
    row: `INSERT INTO session VALUES ('${towerId(200)}', '\\x${towerPayload}', '2030-01-02 03:04:05.678901Z')`,
    purged: before,
  },
];

const zabbixTables = (['postgres', 'mysql'] as const).map((on): FrameworkTable => {
  const id = on === 'mysql' ? 'bigint unsigned' : 'bigint';
  return {
    layout: 'zabbix',
    on,
    table: 'sessions',
    data: null,
    user: '42',
    token: (n) => n.toString(16).padStart(32, '0'),
    rowToken: 'ab'.repeat(16),
    alive: (expiry, now) => second(expiry) >= second(now),
    purged: (expiry, now) => second(expiry) < second(now),
    unit: 1000,
    marks: { column: 'status', live: 'status = 0', unmarked: 'status = 0' },
    create: [
      `CREATE TABLE sessions (sessionid varchar(32) NOT NULL, userid ${id} NOT NULL, lastaccess integer DEFAULT '0' NOT NULL, status integer DEFAULT '0' NOT NULL, secret varchar(32) DEFAULT '' NOT NULL, PRIMARY KEY (sessionid))`,
    ],
    row: `INSERT INTO sessions VALUES ('${'ab'.repeat(16)}', 42, ${end - 365 * day}, 0, 's')`,
  };
});

const concreteTables: FrameworkTable[] = [
  {
    layout: 'concrete',
    on: 'mysql',
    table: 'Sessions',
    data: null,
    raw: '_sf2_attributes|a:1:{s:3:"uID";i:42;}_sf2_meta|a:0:{}',
    alive: (expiry, now) => second(expiry) >= second(now),
    purged: (expiry, now) => second(expiry) < second(now),
    unit: 1000,
    create: [
      'CREATE TABLE `Sessions` (`sessionID` varchar(255) NOT NULL, `sessionValue` longtext, `sessionTime` int unsigned NOT NULL, `sessionLifeTime` int unsigned NOT NULL, PRIMARY KEY (`sessionID`))',
    ],
    row: `INSERT INTO Sessions VALUES ('application', '_sf2_attributes|a:1:{s:3:"uID";i:42;}', ${end - 7200}, ${end})`,
  },
];

export const applicationTables: readonly FrameworkTable[] = [
  ...mattermostTables,
  ...immichTables,
  ...giteaTables,
  ...towerTables,
  ...zabbixTables,
  ...concreteTables,
];
