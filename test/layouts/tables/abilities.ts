import {
  after,
  atOrAfter,
  atOrBefore,
  before,
  inEveryZone,
  second,
  type FrameworkTable,
} from './contract.js';

const phoenix = {
  layout: 'phoenix',
  on: 'sqlite',
  table: 'users_tokens',
  data: null,
  user: '7',
  unit: 1000,
  alive: after,
  purged: atOrBefore,
} as const satisfies Partial<FrameworkTable>;
const phoenixColumns = (id: string, whole: string, token: string, at: string): string =>
  `CREATE TABLE users_tokens (id ${id}, user_id ${whole} NOT NULL, token ${token} NOT NULL,
    context varchar(255) NOT NULL, sent_to varchar(255), authenticated_at ${at}, inserted_at ${at} NOT NULL)`;
const phoenixIndex =
  'CREATE UNIQUE INDEX users_tokens_context_token_index ON users_tokens (context, token)';
const phoenixRow = (token: string, at: string): string =>
  `INSERT INTO users_tokens (user_id, token, context, inserted_at)
    VALUES (7, ${token}, 'session', '${at}')`;

const phoenixTables: FrameworkTable[] = [
  {
    ...phoenix,
    unit: 1,
    create: [
      phoenixColumns('INTEGER PRIMARY KEY AUTOINCREMENT', 'INTEGER', 'BLOB', 'TEXT'),
      phoenixIndex,
    ],
    row: phoenixRow("CAST('application' AS BLOB)", '2029-12-19T03:04:05Z'),
    types: { token: 'blob', context: 'text', inserted_at: 'text' },
  },
  {
    ...phoenix,
    on: 'postgres',
    create: [phoenixColumns('bigserial', 'bigint', 'bytea', 'timestamp(0)'), phoenixIndex],
    row: phoenixRow("'application'", '2029-12-19 03:04:05'),
  },
  {
    ...phoenix,
    on: 'mysql',
    create: [
      phoenixColumns(
        'bigint unsigned AUTO_INCREMENT PRIMARY KEY',
        'bigint',
        'varbinary(32)',
        'datetime',
      ),
      phoenixIndex,
    ],
    row: phoenixRow("'application'", '2029-12-19 03:04:05'),
  },
];

const ends = Date.parse('2030-01-02T03:04:05Z') / 1000;
const hour = 3600;
const ids = {
  sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  postgres: 'serial PRIMARY KEY',
  mysql: 'int AUTO_INCREMENT PRIMARY KEY',
} as const;
const everywhere = ['sqlite', 'postgres', 'mysql'] as const;
const inSeconds = { data: null, unit: 1000 } as const;
const deadAtSecond = {
  alive: (expiry, now) => second(expiry) > second(now),
  purged: (expiry, now) => second(expiry) <= second(now),
} as const satisfies Partial<FrameworkTable>;
const aliveAtSecond = {
  alive: (expiry, now) => second(expiry) >= second(now),
  purged: (expiry, now) => second(expiry) < second(now),
} as const satisfies Partial<FrameworkTable>;

const grafanaTables = everywhere.map((on): FrameworkTable => ({
  ...inSeconds,
  ...deadAtSecond,
  on,
  layout: 'grafana',
  table: 'user_auth_token',
  user: '1',
  create: [
    `CREATE TABLE user_auth_token (id ${ids[on]}, user_id bigint NOT NULL, auth_token varchar(100) NOT NULL,
        prev_auth_token varchar(100) NOT NULL, user_agent varchar(255) NOT NULL, client_ip varchar(255) NOT NULL,
        auth_token_seen ${on === 'postgres' ? 'boolean' : 'tinyint(1)'} NOT NULL, seen_at int, rotated_at int NOT NULL,
        created_at int NOT NULL, updated_at int NOT NULL, revoked_at int)`,
    'CREATE UNIQUE INDEX uqe_auth_token ON user_auth_token (auth_token)',
    'CREATE UNIQUE INDEX uqe_prev_auth_token ON user_auth_token (prev_auth_token)',
  ],
  row: `INSERT INTO user_auth_token (user_id, auth_token, prev_auth_token, user_agent, client_ip, auth_token_seen, seen_at, rotated_at, created_at, updated_at, revoked_at)
      VALUES (1, 'application', 'previous', 'curl/8', '203.0.113.9', ${on === 'postgres' ? 'true' : '1'}, ${ends}, ${ends - 7 * 24 * hour}, ${ends - 20 * 24 * hour}, ${ends}, 0)`,
  others: {
    set: `UPDATE user_auth_token SET client_ip = '::1' WHERE auth_token = `,
    get: `SELECT client_ip AS others FROM user_auth_token WHERE auth_token = `,
  },
}));

const nextcloudTables = everywhere.map((on): FrameworkTable => ({
  ...inSeconds,
  ...aliveAtSecond,
  on,
  layout: 'nextcloud',
  table: 'oc_authtoken',
  user: 'ann',
  create: [
    `CREATE TABLE oc_authtoken (id ${ids[on]}, uid varchar(64) DEFAULT '' NOT NULL, login_name varchar(255) DEFAULT '' NOT NULL,
        password ${on === 'mysql' ? 'longtext' : 'text'}, name ${on === 'mysql' ? 'longtext' : 'text'}, token varchar(200) DEFAULT '' NOT NULL,
        type smallint DEFAULT 0, remember smallint DEFAULT 0, last_activity int DEFAULT 0, last_check int DEFAULT 0,
        scope text, expires int, private_key text, public_key text, version smallint DEFAULT 1 NOT NULL,
        password_invalid ${on === 'mysql' ? 'tinyint(1)' : 'boolean'})`,
    'CREATE UNIQUE INDEX authtoken_token_index ON oc_authtoken (token)',
    'CREATE INDEX authtoken_last_activity_idx ON oc_authtoken (last_activity)',
  ],
  row: `INSERT INTO oc_authtoken (uid, login_name, name, token, type, remember, last_activity, version)
      VALUES ('ann', 'ann', 'Mozilla/5.0', 'application', 0, 1, ${ends - 15 * 24 * hour}, 2)`,
  others: {
    set: `UPDATE oc_authtoken SET name = 'phone' WHERE token = `,
    get: `SELECT name AS others FROM oc_authtoken WHERE token = `,
  },
}));

const php = { data: { user: '42' }, unit: 1000 } as const;
const matomoTables: FrameworkTable[] = [
  {
    ...php,
    ...aliveAtSecond,
    on: 'mysql',
    layout: 'matomo',
    table: 'matomo_session',
    create: [
      'CREATE TABLE matomo_session (id VARCHAR(191) NOT NULL, modified INTEGER, lifetime INTEGER, data MEDIUMTEXT, PRIMARY KEY (id))',
    ],
    row: `INSERT INTO matomo_session VALUES ('application', ${ends - 1440}, 1440, 'user.name|s:3:"ann";')`,
  },
];

const typo3Tables = everywhere.flatMap((on): FrameworkTable[] => {
  const bytes = { sqlite: 'BLOB', postgres: 'bytea', mysql: 'longblob' }[on];
  const columns = `ses_id varchar(190) DEFAULT '' NOT NULL, ses_iplock varchar(39) DEFAULT '' NOT NULL,
    ses_userid int DEFAULT 0 NOT NULL, ses_tstamp int DEFAULT 0 NOT NULL, ses_data ${bytes}`;
  return [
    {
      ...php,
      ...aliveAtSecond,
      on,
      layout: 'typo3',
      variant: 'backend',
      table: 'be_sessions',
      user: '1',
      create: [`CREATE TABLE be_sessions (${columns}, PRIMARY KEY (ses_id))`],
      row: `INSERT INTO be_sessions VALUES ('application', '[DISABLED]', 1, ${ends - 8 * hour}, 'a:1:{s:1:"n";i:1;}')`,
    },
    {
      ...php,
      ...aliveAtSecond,
      on,
      layout: 'typo3',
      variant: 'site',
      table: 'fe_sessions',
      user: '1',
      create: [
        `CREATE TABLE fe_sessions (${columns}, ses_permanent smallint DEFAULT 0 NOT NULL, PRIMARY KEY (ses_id))`,
      ],
      row: `INSERT INTO fe_sessions VALUES ('application', '[DISABLED]', 0, ${ends - 24 * hour}, 'a:1:{s:1:"n";i:1;}', 0)`,
    },
  ];
});

const strapiTables = everywhere.map((on): FrameworkTable => {
  const at = { sqlite: 'datetime', postgres: 'timestamp(6)', mysql: 'datetime(6)' }[on];
  const until = on === 'sqlite' ? `${ends}678` : "'2030-01-02 03:04:05.678'";
  return {
    data: null,
    unit: 1,
    alive: after,
    ...(on === 'sqlite' ? { purged: before } : inEveryZone(before)),
    on,
    layout: 'strapi',
    table: 'strapi_sessions',
    user: '1',
    create: [
      `CREATE TABLE strapi_sessions (id ${ids[on]}, document_id varchar(255), user_id varchar(255), session_id varchar(255),
        child_id varchar(255), device_id varchar(255), origin varchar(255), expires_at ${at}, absolute_expires_at ${at},
        status varchar(255), type varchar(255), created_at ${at}, updated_at ${at}, published_at ${at}, created_by_id int, updated_by_id int, locale varchar(255))`,
      'CREATE UNIQUE INDEX strapi_sessions_session_id ON strapi_sessions (session_id)',
    ],
    row: `INSERT INTO strapi_sessions (user_id, session_id, device_id, origin, expires_at, absolute_expires_at, status)
      VALUES ('1', 'application', 'd', 'admin', ${until}, ${until}, 'active')`,
    ...(on === 'sqlite' && { types: { expires_at: 'integer' } }),
  };
});

const kratosTables = everywhere.map((on): FrameworkTable => {
  const at = { sqlite: 'DATETIME', postgres: 'timestamp', mysql: 'datetime' }[on];
  const truth = on === 'mysql' ? 'tinyint(1)' : 'boolean';
  return {
    data: null,
    unit: on === 'mysql' ? 1000 : 1,
    alive: after,
    purged: atOrBefore,
    on,
    layout: 'kratos',
    table: 'sessions',
    marks: { column: 'active', live: 'active = true', unmarked: 'active = true' },
    create: [
      `CREATE TABLE sessions (id char(36) NOT NULL PRIMARY KEY, issued_at ${at} NOT NULL, expires_at ${at} NOT NULL,
        authenticated_at ${at} NOT NULL, identity_id char(36), created_at ${at} NOT NULL, updated_at ${at} NOT NULL,
        token varchar(39) NOT NULL, active ${truth} DEFAULT ${on === 'postgres' ? 'false' : '0'}, nid char(36), logout_token varchar(39), aal varchar(4), authentication_methods text)`,
      'CREATE UNIQUE INDEX sessions_token_uq_idx ON sessions (token)',
    ],
    row: `INSERT INTO sessions (id, issued_at, expires_at, authenticated_at, identity_id, created_at, updated_at, token, active)
      VALUES ('i', '2025-01-01 00:00:00', '2030-01-02 03:04:05', '2025-01-01 00:00:00', 'ann', '2025-01-01 00:00:00', '2025-01-01 00:00:00', 'application', ${on === 'postgres' ? 'true' : '1'})`,
  };
});

const postgresTables: FrameworkTable[] = [
  {
    data: null,
    unit: 1,
    on: 'postgres',
    layout: 'discourse',
    table: 'user_auth_tokens',
    user: '1',
    alive: after,
    purged: (expiry, now) => expiry < now - 600_000,
    kept: 600_000,
    create: [
      `CREATE TABLE user_auth_tokens (id serial PRIMARY KEY, user_id int NOT NULL, auth_token varchar NOT NULL UNIQUE,
        prev_auth_token varchar NOT NULL UNIQUE, user_agent varchar, auth_token_seen boolean DEFAULT false NOT NULL,
        client_ip inet, rotated_at timestamp NOT NULL, created_at timestamp NOT NULL, updated_at timestamp NOT NULL,
        seen_at timestamp, authenticated_with_oauth boolean DEFAULT false)`,
      // Without a setting of its own in it, the usual one holds.
      `CREATE TABLE IF NOT EXISTS site_settings (id serial PRIMARY KEY, name varchar NOT NULL,
        data_type int NOT NULL, value text)`,
    ],
    row: `INSERT INTO user_auth_tokens (user_id, auth_token, prev_auth_token, rotated_at, created_at, updated_at)
      VALUES (1, 'application', 'previous', timestamp '2030-01-02 03:04:05' - interval '60 days', now(), now())`,
  },
  {
    data: null,
    unit: 1,
    on: 'postgres',
    layout: 'supabase',
    table: 'auth.sessions',
    user: '00000000-0000-4000-8000-000000000007',
    alive: atOrAfter,
    purged: (expiry, now) => expiry < now - 72 * 3_600_000,
    kept: 72 * 3_600_000,
    null: 'alive',
    rowToken: '00000000-0000-4000-8000-000000000001',
    token: (n) => `10000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    create: [
      'CREATE SCHEMA IF NOT EXISTS auth',
      `CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL, created_at timestamptz, updated_at timestamptz,
        factor_id uuid, aal varchar, not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet, tag text)`,
    ],
    row: `INSERT INTO auth.sessions (id, user_id, not_after) VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000007', '2030-01-02 03:04:05Z')`,
  },
];

const redmineTables = everywhere.map((on): FrameworkTable => {
  const at = { sqlite: 'datetime(6)', postgres: 'timestamp', mysql: 'datetime(6)' }[on];
  return {
    data: null,
    unit: 1,
    alive: after,
    ...inEveryZone(atOrBefore),
    on,
    layout: 'redmine',
    table: 'tokens',
    options: { lifetime: 8 * 3_600_000 },
    user: '1',
    create: [
      `CREATE TABLE tokens (id ${ids[on]}, user_id int DEFAULT 0 NOT NULL, action varchar(30) DEFAULT '' NOT NULL,
        value varchar(40) DEFAULT '' NOT NULL, created_on ${at} NOT NULL, updated_on ${at})`,
      'CREATE UNIQUE INDEX tokens_value ON tokens (value)',
    ],
    row: `INSERT INTO tokens (user_id, action, value, created_on, updated_on)
      VALUES (1, 'session', 'application', '2025-01-01 00:00:00', '2030-01-01 19:04:05')`,
  };
});

export const abilityTables: FrameworkTable[] = [
  ...phoenixTables,
  ...grafanaTables,
  ...nextcloudTables,
  ...matomoTables,
  ...typo3Tables,
  ...strapiTables,
  ...kratosTables,
  ...postgresTables,
  ...redmineTables,
];
