import { gorilla } from '../../codecs/gorilla.js';
import type { FrameworkTable } from './contract.js';
import { after, atOrAfter, atOrBefore, before, second } from './contract.js';

/** A table to which the tool adds nothing, and the framework's own rules for it. */
export interface SealedTable extends Pick<
  FrameworkTable,
  'layout' | 'variant' | 'on' | 'table' | 'create' | 'alive' | 'purged' | 'unit'
> {
  /** Statements that make what else is read: a table of settings. */
  readonly with?: readonly string[];
  /** A statement that writes a session as the application does; `end` is in milliseconds. */
  readonly insert: (n: number, end: number, user: number) => string;
  /** The token of that session. */
  readonly token: (n: number) => string;
  /** Whether sessions run out. */
  readonly ends: boolean;
  /** What a session says of itself, besides. */
  readonly session: Readonly<Record<string, unknown>>;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');
const base32 = (n: number): string => 'A'.repeat(51) + String.fromCharCode(64 + n);
const uuid = (n: number): string => `${hex(n, 8)}-0000-4000-8000-000000000000`;
const aliveAtSecond = {
  alive: (expiry, now) => second(expiry) >= second(now),
  purged: (expiry, now) => second(expiry) < second(now),
} as const satisfies Partial<SealedTable>;

const goTime = (ms: number): string => `${iso(ms).replace('T', ' ').replace('Z', '')}+00:00`;

export const sealedTables: readonly SealedTable[] = [
  {
    layout: 'gorilla',
    variant: 'pgstore',
    on: 'postgres',
    table: 'http_sessions',
    create: [
      'CREATE TABLE http_sessions (id BIGSERIAL PRIMARY KEY, key BYTEA, data BYTEA, created_on TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP, modified_on TIMESTAMPTZ, expires_on TIMESTAMPTZ)',
      'CREATE INDEX http_sessions_expiry_idx ON http_sessions (expires_on)',
    ],
    insert: (n, end) =>
      `INSERT INTO http_sessions (key, data, created_on, modified_on, expires_on) VALUES ('${base32(n)}', '${gorilla.plain}', '2025-01-02 03:04:05Z', '2025-01-02 03:04:05Z', '${iso(end)}')`,
    token: base32,
    alive: null,
    purged: before,
    unit: 1,
    ends: true,
    session: { user: '42', created: new Date('2025-01-02T03:04:05Z') },
  },
  {
    layout: 'gorilla',
    variant: 'sqlitestore',
    on: 'sqlite',
    table: 'sessions',
    create: [
      'CREATE TABLE IF NOT EXISTS `sessions` (id INTEGER PRIMARY KEY, session_data LONGBLOB, created_on TIMESTAMP DEFAULT 0, modified_on TIMESTAMP DEFAULT CURRENT_TIMESTAMP, expires_on TIMESTAMP DEFAULT 0)',
    ],
    insert: (n, end) =>
      `INSERT INTO sessions VALUES (${n}, '${gorilla.plain}', '2025-01-02 03:04:05.123456789+00:00', '2025-01-02 03:04:05.123456789+00:00', '${goTime(end)}')`,
    token: String,
    alive: atOrAfter,
    purged: before,
    unit: 1,
    ends: true,
    session: { user: '42', data: { user_id: 42, name: 'ann' } },
  },
  {
    layout: 'mastodon',
    on: 'postgres',
    table: 'session_activations',
    create: [
      `CREATE TABLE session_activations (id bigserial PRIMARY KEY, session_id varchar NOT NULL UNIQUE, created_at timestamp NOT NULL, updated_at timestamp NOT NULL, user_agent varchar DEFAULT '' NOT NULL, ip inet, access_token_id bigint, user_id bigint NOT NULL, web_push_subscription_id bigint)`,
    ],
    insert: (n, end, user) =>
      `INSERT INTO session_activations (session_id, created_at, updated_at, user_agent, ip, user_id) VALUES ('${hex(n, 32)}', '2025-01-02 03:04:05', '${iso(end)}', 'UA', '203.0.113.9', ${user})`,
    token: (n) => hex(n, 32),
    alive: () => true,
    purged: () => false,
    unit: 1,
    ends: false,
    session: { created: new Date('2025-01-02T03:04:05Z'), ip: '203.0.113.9', agent: 'UA' },
  },
  {
    layout: 'payload',
    on: 'sqlite',
    table: 'users_sessions',
    create: [
      'CREATE TABLE `users_sessions` (`_order` integer NOT NULL, `_parent_id` integer NOT NULL, `id` text PRIMARY KEY NOT NULL, `created_at` text, `expires_at` text NOT NULL)',
    ],
    insert: (n, end, user) =>
      `INSERT INTO users_sessions VALUES (${n}, ${user}, '${uuid(n)}', '2025-01-02T03:04:05.000Z', '${iso(end)}')`,
    token: uuid,
    alive: after,
    purged: atOrBefore,
    unit: 1,
    ends: true,
    session: { created: new Date('2025-01-02T03:04:05Z') },
  },
  {
    alive: (expiry, now) => second(expiry) + 60 >= second(now),
    purged: (expiry, now) => second(expiry) + 60 < second(now),
    layout: 'phpbb',
    on: 'sqlite',
    table: 'forum_sessions',
    create: [
      `CREATE TABLE forum_sessions (session_id char(32) NOT NULL DEFAULT '', session_user_id INTEGER UNSIGNED NOT NULL DEFAULT '0', session_last_visit INTEGER UNSIGNED NOT NULL DEFAULT '0', session_start INTEGER UNSIGNED NOT NULL DEFAULT '0', session_time INTEGER UNSIGNED NOT NULL DEFAULT '0', session_ip varchar(40) NOT NULL DEFAULT '', session_browser varchar(150) NOT NULL DEFAULT '', session_forwarded_for varchar(255) NOT NULL DEFAULT '', session_page text(65535) NOT NULL DEFAULT '', session_viewonline INTEGER UNSIGNED NOT NULL DEFAULT '1', session_autologin INTEGER UNSIGNED NOT NULL DEFAULT '0', session_admin INTEGER UNSIGNED NOT NULL DEFAULT '0', session_forum_id INTEGER UNSIGNED NOT NULL DEFAULT '0', PRIMARY KEY (session_id))`,
    ],
    with: [
      'CREATE TABLE forum_config (config_name varchar(255) PRIMARY KEY, config_value varchar(255) NOT NULL)',
      "INSERT INTO forum_config VALUES ('session_length', '3600')",
    ],
    insert: (n, end, user) =>
      `INSERT INTO forum_sessions (session_id, session_user_id, session_start, session_time, session_ip, session_browser) VALUES ('${hex(n, 32)}', ${user}, 1735787045, ${Math.ceil(end / 1000) - 3600}, '203.0.113.9', 'UA')`,
    token: (n) => hex(n, 32),
    unit: 1000,
    ends: true,
    session: { created: new Date('2025-01-02T03:04:05Z'), ip: '203.0.113.9', agent: 'UA' },
  },
  {
    ...aliveAtSecond,
    layout: 'moodle',
    on: 'postgres',
    table: 'mdl_sessions',
    create: [
      `CREATE TABLE mdl_sessions (id bigserial PRIMARY KEY, state bigint NOT NULL DEFAULT 0, sid varchar(128) NOT NULL DEFAULT '', userid bigint NOT NULL, sessdata text, timecreated bigint NOT NULL, timemodified bigint NOT NULL, firstip varchar(45), lastip varchar(45))`,
      'CREATE UNIQUE INDEX mdl_sess_sid_uix ON mdl_sessions (sid)',
    ],
    with: [
      'CREATE TABLE mdl_config (id bigserial PRIMARY KEY, name varchar(255) NOT NULL, value text NOT NULL)',
      "INSERT INTO mdl_config (name, value) VALUES ('sessiontimeout', '28800')",
    ],
    insert: (n, end, user) =>
      `INSERT INTO mdl_sessions (sid, userid, sessdata, timecreated, timemodified, firstip, lastip) VALUES ('${hex(n, 26)}', ${user}, ${n % 2 === 0 ? 'NULL' : `'${Buffer.from('USER|O:8:"stdClass":1:{s:2:"id";s:1:"5";}').toString('base64')}'`}, 1735787045, ${Math.ceil(end / 1000) - 28800}, '198.51.100.1', '203.0.113.9')`,
    token: (n) => hex(n, 26),
    unit: 1000,
    ends: true,
    session: { created: new Date('2025-01-02T03:04:05Z'), ip: '203.0.113.9', error: null },
  },
];
