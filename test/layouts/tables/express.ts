import { after, atOrAfter, atOrBefore, before, second, type FrameworkTable } from './contract.js';

const cookie =
  '{"cookie":{"originalMaxAge":86400000,"expires":"2030-01-02T03:04:05.678Z","httpOnly":true,"path":"/"},"n":1}';
const data = { passport: { user: 42 }, cart: ['ä', '𝄞'] };
const common = { data, unit: 1 } as const;

const sequelizeRow = (table: string, expires: string) =>
  `INSERT INTO ${table} VALUES ('application', '${expires}', '${cookie}', '${expires}', '${expires}')`;
/** Its middleware never looks at the expiry. */
const sequelize = {
  ...common,
  layout: 'connect-session-sequelize',
  alive: null,
  purged: before,
  null: 'alive',
} as const;

const sequelizeTables: FrameworkTable[] = [
  {
    ...sequelize,
    on: 'sqlite',
    table: 'Sessions',
    create: [
      'CREATE TABLE "Sessions" ("sid" VARCHAR(36) PRIMARY KEY, "expires" DATETIME, "data" TEXT, "createdAt" DATETIME NOT NULL, "updatedAt" DATETIME NOT NULL)',
    ],
    row: sequelizeRow('Sessions', '2030-01-02 03:04:05.678 +00:00'),
    types: { sid: 'text', expires: 'text', data: 'text', createdAt: 'text', updatedAt: 'text' },
  },
  {
    ...sequelize,
    on: 'postgres',
    table: '"Sessions"',
    create: [
      'CREATE TABLE "Sessions" ("sid" VARCHAR(36) PRIMARY KEY, "expires" TIMESTAMP WITH TIME ZONE, "data" TEXT, "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL, "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL)',
    ],
    row: sequelizeRow('"Sessions"', '2030-01-02 03:04:05.678+00'),
  },
  {
    ...sequelize,
    variant: 'no timestamps',
    on: 'sqlite',
    table: 'Sessions',
    create: [
      'CREATE TABLE "Sessions" ("sid" VARCHAR(36) PRIMARY KEY, "expires" DATETIME, "data" TEXT)',
    ],
    row: `INSERT INTO Sessions VALUES ('application', '2030-01-02 03:04:05.678 +00:00', '${cookie}')`,
    types: { sid: 'text', expires: 'text', data: 'text' },
  },
  {
    ...sequelize,
    variant: 'fields of its own',
    on: 'postgres',
    table: 'web."userSessions"',
    create: [
      'CREATE SCHEMA IF NOT EXISTS web',
      'CREATE TABLE web."userSessions" ("sid" VARCHAR(36) PRIMARY KEY, "userId" VARCHAR(255), "expires" TIMESTAMPTZ, "data" TEXT, "createdAt" TIMESTAMPTZ NOT NULL, "updatedAt" TIMESTAMPTZ NOT NULL, "ip" VARCHAR(45))',
    ],
    options: { table: 'web.userSessions', layout: 'connect-session-sequelize' },
    mustBeNamedEmpty: true,
    row: `INSERT INTO web."userSessions" VALUES ('application', '42', '2030-01-02 03:04:05.678+00', '${cookie}', now(), now(), NULL)`,
    others: {
      set: `UPDATE web."userSessions" SET "createdAt" = '2019-01-01 00:00:00+00', ip = '::1' WHERE sid = `,
      get: `SELECT extract(year FROM "createdAt" AT TIME ZONE 'UTC') || ' ' || ip AS others FROM web."userSessions" WHERE sid = `,
    },
  },
  {
    ...sequelize,
    // Sequelize's DATE on MySQL has no fraction, nor what it is compared with.
    unit: 1000,
    purged: (expiry, now) => second(expiry) < second(now),
    on: 'mysql',
    table: 'Sessions',
    create: [
      'CREATE TABLE `Sessions` (`sid` VARCHAR(36), `expires` DATETIME, `data` TEXT, `createdAt` DATETIME NOT NULL, `updatedAt` DATETIME NOT NULL, PRIMARY KEY (`sid`)) ENGINE=InnoDB',
    ],
    row: sequelizeRow('Sessions', '2030-01-02 03:04:05'),
  },
];

const pgSimple = (type: string, variant: string): FrameworkTable => ({
  ...common,
  layout: 'connect-pg-simple',
  variant,
  on: 'postgres',
  table: 'session',
  create: [
    `CREATE TABLE "session" ("sid" varchar NOT NULL COLLATE "default", "sess" ${type} NOT NULL, "expire" timestamp(6) NOT NULL) WITH (OIDS=FALSE)`,
    'ALTER TABLE "session" ADD CONSTRAINT "session_pkey" PRIMARY KEY ("sid") NOT DEFERRABLE INITIALLY IMMEDIATE',
    'CREATE INDEX "IDX_session_expire" ON "session" ("expire")',
  ],
  row: `INSERT INTO session VALUES ('application', '${cookie}', to_timestamp(1893553446))`,
  alive: atOrAfter,
  purged: before,
});

const knex = {
  ...common,
  layout: 'connect-session-knex',
  table: 'sessions',
  alive: atOrAfter,
  purged: before,
} as const;

const knexTables: FrameworkTable[] = [
  {
    ...knex,
    on: 'sqlite',
    create: [
      'CREATE TABLE `sessions` (`sid` varchar(255), `sess` json not null, `expired` datetime not null, primary key (`sid`))',
      'CREATE INDEX `sessions_expired_index` on `sessions` (`expired`)',
    ],
    row: `INSERT INTO sessions VALUES ('application', '${cookie}', '2030-01-02T03:04:05.678Z')`,
    alive: (expiry, now) => second(now) <= second(expiry),
    purged: (expiry, now) => second(expiry) < second(now),
    unit: 1000,
    types: { sid: 'text', sess: 'text', expired: 'text' },
  },
  {
    ...knex,
    on: 'postgres',
    create: [
      'CREATE TABLE "sessions" ("sid" varchar(255), "sess" json not null, "expired" timestamptz not null, constraint "sessions_pkey" primary key ("sid"))',
      'CREATE INDEX "sessions_expired_index" on "sessions" ("expired")',
    ],
    row: `INSERT INTO sessions VALUES ('application', '${cookie}', '2030-01-02T03:04:05.678Z')`,
  },
  {
    ...knex,
    on: 'mysql',
    create: [
      'CREATE TABLE `sessions` (`sid` varchar(255) not null, `sess` json not null, `expired` datetime not null, primary key (`sid`)) ENGINE=InnoDB',
      'ALTER TABLE `sessions` ADD INDEX `sessions_expired_index`(`expired`)',
    ],
    row: `INSERT INTO sessions VALUES ('application', '${cookie}', '2030-01-02 03:04:05')`,
    alive: (expiry, now) => second(now) <= second(expiry),
    purged: (expiry, now) => second(expiry) < second(now),
    unit: 1000,
  },
];

const others: FrameworkTable[] = [
  {
    ...common,
    layout: 'better-sqlite3-session-store',
    on: 'sqlite',
    table: 'sessions',
    create: [
      'CREATE TABLE sessions (sid TEXT NOT NULL PRIMARY KEY, sess JSON NOT NULL, expire TEXT NOT NULL)',
    ],
    row: `INSERT INTO sessions VALUES ('application', '${cookie}', '2030-01-02T03:04:05.678Z')`,
    alive: (expiry, now) => second(now) < second(expiry),
    purged: (expiry, now) => second(now) > second(expiry),
    unit: 1000,
    types: { sid: 'text', sess: 'text', expire: 'text' },
  },
  {
    ...common,
    layout: 'connect-sqlite3',
    on: 'sqlite',
    table: 'sessions',
    create: ['CREATE TABLE IF NOT EXISTS sessions (sid PRIMARY KEY, expired, sess)'],
    row: `INSERT INTO sessions VALUES ('application', 1893553445678.0, '${cookie}')`,
    alive: atOrAfter,
    purged: before,
    null: 'alive',
    types: { sid: 'text', sess: 'text', expired: 'real' },
  },
  {
    ...common,
    layout: 'express-mysql-session',
    on: 'mysql',
    table: 'sessions',
    create: [
      'CREATE TABLE IF NOT EXISTS `sessions` (`session_id` varchar(128) COLLATE utf8mb4_bin NOT NULL, `expires` int(11) unsigned NOT NULL, `data` mediumtext COLLATE utf8mb4_bin, PRIMARY KEY (`session_id`)) ENGINE=InnoDB',
    ],
    row: `INSERT INTO sessions VALUES ('application', 1893553445, '${cookie}')`,
    alive: (expiry, now) => expiry / 1000 >= Math.round(now / 1000),
    purged: (expiry, now) => expiry / 1000 < Math.round(now / 1000),
    unit: 1000,
  },
];

const prisma = {
  ...common,
  layout: 'prisma-session-store',
  table: '"Session"',
  alive: after,
  purged: atOrBefore,
} as const;
const prismaSqlite = (variant: string, expires: string, stored: string): FrameworkTable => ({
  ...prisma,
  variant,
  on: 'sqlite',
  create: [
    'CREATE TABLE "Session" ("id" TEXT NOT NULL PRIMARY KEY, "sid" TEXT NOT NULL, "data" TEXT NOT NULL, "expiresAt" DATETIME NOT NULL)',
    'CREATE UNIQUE INDEX "Session_sid_key" ON "Session"("sid")',
  ],
  row: `INSERT INTO "Session" VALUES ('cuid', 'application', '${cookie}', ${expires})`,
  types: { id: 'text', sid: 'text', data: 'text', expiresAt: stored },
});
const prismaTables: FrameworkTable[] = [
  prismaSqlite('milliseconds', '1893553445678', 'integer'),
  prismaSqlite('driver adapter', "'2030-01-02T03:04:05.678+00:00'", 'text'),
  {
    ...prisma,
    on: 'postgres',
    create: [
      'CREATE TABLE "Session" ("id" TEXT NOT NULL, "sid" TEXT NOT NULL, "data" TEXT NOT NULL, "expiresAt" TIMESTAMP(3) NOT NULL, CONSTRAINT "Session_pkey" PRIMARY KEY ("id"))',
      'CREATE UNIQUE INDEX "Session_sid_key" ON "Session"("sid")',
    ],
    row: `INSERT INTO "Session" VALUES ('cuid', 'application', '${cookie}', '2030-01-02T03:04:05.678Z')`,
  },
  {
    ...prisma,
    on: 'mysql',
    table: 'Session',
    create: [
      'CREATE TABLE `Session` (`id` VARCHAR(191) NOT NULL, `sid` VARCHAR(191) NOT NULL, `data` MEDIUMTEXT NOT NULL, `expiresAt` DATETIME(3) NOT NULL, UNIQUE INDEX `Session_sid_key`(`sid`), PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
    ],
    row: `INSERT INTO Session VALUES ('cuid', 'application', '${cookie}', '2030-01-02 03:04:05.678')`,
  },
];

const typeorm = {
  ...common,
  layout: 'connect-typeorm',
  table: 'session',
  alive: after,
  purged: atOrBefore,
} as const;
const typeormRow = `INSERT INTO session VALUES (1893553445678, 'application', '${cookie}', NULL)`;
const typeormTables: FrameworkTable[] = [
  {
    ...typeorm,
    on: 'sqlite',
    marks: {
      column: 'destroyedAt',
      live: '"destroyedAt" IS NULL',
      unmarked: '"destroyedAt" = NULL',
    },
    create: [
      'CREATE TABLE "session" ("expiredAt" bigint NOT NULL, "id" varchar(255) PRIMARY KEY NOT NULL, "json" text NOT NULL, "destroyedAt" datetime)',
      'CREATE INDEX "IDX_28c5d1d16da7908c97c9bc2f74" ON "session" ("expiredAt")',
    ],
    row: typeormRow,
    types: { id: 'text', json: 'text', expiredAt: 'integer', destroyedAt: 'null' },
  },
  {
    ...typeorm,
    on: 'postgres',
    marks: {
      column: 'destroyedAt',
      live: '"destroyedAt" IS NULL',
      unmarked: '"destroyedAt" = NULL',
    },
    create: [
      'CREATE TABLE "session" ("expiredAt" bigint NOT NULL, "id" character varying(255) NOT NULL, "json" text NOT NULL, "destroyedAt" TIMESTAMP, CONSTRAINT "PK_f55da76ac1c3ac420f444d2ff11" PRIMARY KEY ("id"))',
      'CREATE INDEX "IDX_28c5d1d16da7908c97c9bc2f74" ON "session" ("expiredAt")',
    ],
    row: typeormRow,
  },
  {
    ...typeorm,
    on: 'mysql',
    marks: { column: 'destroyedAt', live: 'destroyedAt IS NULL', unmarked: 'destroyedAt = NULL' },
    create: [
      'CREATE TABLE `session` (`expiredAt` bigint NOT NULL, `id` varchar(255) NOT NULL, `json` text NOT NULL, `destroyedAt` datetime(6) NULL, INDEX `IDX_28c5d1d16da7908c97c9bc2f74` (`expiredAt`), PRIMARY KEY (`id`)) ENGINE=InnoDB',
    ],
    row: typeormRow,
  },
];

export const expressTables: readonly FrameworkTable[] = [
  ...sequelizeTables,
  pgSimple('json', 'json'),
  pgSimple('jsonb', 'jsonb'),
  ...knexTables,
  ...others,
  ...prismaTables,
  ...typeormTables,
];
