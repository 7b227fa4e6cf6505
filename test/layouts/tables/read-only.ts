import type { KnownTable } from './all.js';

const everywhere = ['sqlite', 'postgres', 'mysql'] as const;

const springTables = everywhere.map((on): KnownTable => ({
  layout: 'spring-session',
  on,
  // PostgreSQL folds what is not quoted.
  table: on === 'postgres' ? 'spring_session' : 'SPRING_SESSION',
  create: [
    `CREATE TABLE SPRING_SESSION (PRIMARY_ID CHAR(36) NOT NULL, SESSION_ID CHAR(36) NOT NULL, CREATION_TIME BIGINT NOT NULL,
      LAST_ACCESS_TIME BIGINT NOT NULL, MAX_INACTIVE_INTERVAL INT NOT NULL, EXPIRY_TIME BIGINT NOT NULL, PRINCIPAL_NAME VARCHAR(100),
      CONSTRAINT SPRING_SESSION_PK PRIMARY KEY (PRIMARY_ID))`,
    'CREATE UNIQUE INDEX SPRING_SESSION_IX1 ON SPRING_SESSION (SESSION_ID)',
  ],
  row: `INSERT INTO SPRING_SESSION VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002',
    1767225600000, 1893551645678, 1800, 1893553445678, 'ann')`,
}));

const cell = `a:1:{s:64:"${'ab'.repeat(32)}";a:2:{s:10:"expiration";i:1893553445;s:5:"login";i:1767225600;}}`;
const wordpressTables = (['sqlite', 'mysql'] as const).map((on): KnownTable => ({
  layout: 'wordpress',
  on,
  table: 'wp_usermeta',
  create: [
    `CREATE TABLE wp_usermeta (umeta_id ${on === 'sqlite' ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY'},
      user_id bigint NOT NULL DEFAULT 0, meta_key varchar(255) DEFAULT NULL, meta_value longtext)`,
  ],
  row: `INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES (7, 'session_tokens', '${cell}')`,
}));

const ghostTables = (['sqlite', 'mysql'] as const).map((on): KnownTable => ({
  layout: 'ghost',
  on,
  table: 'sessions',
  create: [
    `CREATE TABLE sessions (id varchar(24) NOT NULL PRIMARY KEY, session_id varchar(32) NOT NULL UNIQUE, user_id varchar(24) NOT NULL,
      session_data varchar(2000) NOT NULL, created_at datetime NOT NULL, updated_at datetime NULL)`,
  ],
  row: `INSERT INTO sessions VALUES ('i', 'application', 'u1', '{"cookie":{"originalMaxAge":15552000000},"user_id":"u1"}', '2026-01-01 00:00:00', NULL)`,
}));

const railsTables = everywhere.map((on): KnownTable => {
  const id = {
    sqlite: 'integer PRIMARY KEY AUTOINCREMENT NOT NULL',
    postgres: 'bigserial PRIMARY KEY',
    mysql: 'bigint NOT NULL AUTO_INCREMENT PRIMARY KEY',
  }[on];
  const at = { sqlite: 'datetime(6)', postgres: 'timestamp(6)', mysql: 'datetime(6)' }[on];
  return {
    layout: 'rails-authentication',
    on,
    table: 'sessions',
    create: [
      `CREATE TABLE sessions (id ${id}, user_id bigint NOT NULL, ip_address varchar(255), user_agent varchar(255), created_at ${at} NOT NULL, updated_at ${at} NOT NULL)`,
    ],
    row: `INSERT INTO sessions (user_id, ip_address, user_agent, created_at, updated_at)
      VALUES (5, '::1', 'UA', '2020-01-02 08:00:00.123456', '2020-01-02 08:00:00.123456')`,
  };
});

const tokens = `{"${'c'.repeat(22)}":{"token":"a-hash","expiry":1893553445}}`;
const deviseTables = (['sqlite', 'postgres'] as const).map((on): KnownTable => ({
  layout: 'devise-token-auth',
  on,
  table: 'users',
  create: [
    `CREATE TABLE users (id ${on === 'sqlite' ? 'INTEGER PRIMARY KEY' : 'bigserial PRIMARY KEY'}, provider varchar(50) NOT NULL DEFAULT 'email', uid varchar(200) NOT NULL, encrypted_password varchar(200) NOT NULL DEFAULT '', email varchar(200), tokens ${on === 'sqlite' ? 'text' : 'json'})`,
  ],
  row: `INSERT INTO users (uid, tokens) VALUES ('ann', '${tokens}')`,
}));

const drupal7Tables = everywhere.map((on): KnownTable => ({
  layout: 'drupal',
  variant: '7',
  on,
  table: 'sessions',
  create: [
    `CREATE TABLE sessions (uid integer NOT NULL, sid varchar(128) NOT NULL, ssid varchar(128) NOT NULL DEFAULT '', hostname varchar(128) NOT NULL DEFAULT '',
      timestamp integer NOT NULL DEFAULT 0, cache integer NOT NULL DEFAULT 0, session ${{ sqlite: 'BLOB', postgres: 'bytea', mysql: 'longblob' }[on]}, PRIMARY KEY (sid, ssid))`,
  ],
  row: "INSERT INTO sessions VALUES (42, 'application', '', '127.0.0.1', 1893353445, 0, 'messages|a:0:{}')",
}));

/** Tables that no session is added to, or whose sessions have no end: the contract does not fit them. */
export const readOnlyTables: readonly KnownTable[] = [
  ...springTables,
  ...wordpressTables,
  ...ghostTables,
  ...railsTables,
  ...deviseTables,
  ...drupal7Tables,
];
