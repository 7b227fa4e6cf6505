/** The names of the payload codecs. */
export const codecNames = [
  'gob',
  'json',
  'adonis',
  'django',
  'laravel',
  'rails',
  'marshal',
  'php',
  'php-session',
  'php-base64',
  'matomo',
  'pickle',
  'msgpack',
  'tower',
  'securecookie',
  'base64',
  'text',
] as const;
export type CodecName = (typeof codecNames)[number];

/** The names of the layouts. */
export const layoutNames = [
  'scs',
  'connect-session-sequelize',
  'connect-pg-simple',
  'better-sqlite3-session-store',
  'connect-session-knex',
  'connect-sqlite3',
  'express-mysql-session',
  'prisma-session-store',
  'connect-typeorm',
  'django',
  'laravel',
  'rails',
  'symfony',
  'wordpress',
  'flask-session',
  'phoenix',
  'redmine',
  'discourse',
  'grafana',
  'kratos',
  'supabase',
  'matomo',
  'nextcloud',
  'typo3',
  'strapi',
  'spring-session',
  'rails-authentication',
  'drupal',
  'joomla',
  'codeigniter',
  'yii2',
  'cakephp',
  'opencart',
  'roundcube',
  'adonis',
  'directus',
  'ghost',
  'metabase',
  'mattermost',
  'mastodon',
  'immich',
  'gitea',
  'gorilla',
  'tower-sessions',
  'payload',
  'phpbb',
  'moodle',
  'devise-token-auth',
  'zabbix',
  'concrete',
  'token-row',
  'custom',
] as const;
export type LayoutName = (typeof layoutNames)[number];

/** How a table that no framework made writes its expiries. */
export const expiryFormatNames = [
  'auto',
  'iso',
  'utc',
  'connection',
  'seconds',
  'milliseconds',
  'julian',
] as const;
export type ExpiryFormatName = (typeof expiryFormatNames)[number];

/**
 * A decoded payload: what JSON can say, and whole numbers of any size.
 *
 * Bytes stand as base64 strings, times as RFC 3339 strings with all their digits, NaN and the
 * infinities as `"NaN"`, `"+Inf"` and `"-Inf"`. A key such as `__proto__` is an own property like
 * any other; read objects by their own properties only.
 */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A session is active while its expiry is now or later, and expired once it is earlier. */
export type SessionState = 'active' | 'expired';

/** One row of a session table. */
export interface Session {
  /**
   * The key of the row. Whoever has it is logged in: treat it as a password. Bytes that are no text
   * stand as `\\x` and lower-case hexadecimal digits, and are taken so.
   */
  token: string;
  /** Whether `token` has that form. */
  tokenIsBytes: boolean;
  /** Who is logged in, where the payload or a column says so: the first of `users`. */
  user: string | null;
  /** Everybody who is logged in by it: in the user's column, and by each login in the payload. */
  users: readonly string[];
  /** Whether nobody is logged in by it; false where that cannot be told, as from a payload that was not read. */
  anonymous: boolean;
  /** What `user` logs in with, by the table of users; null where that does not tell, or was not asked. */
  name: string | null;
  state: SessionState;
  /** When the session runs out; null where it never does, or where `error` says why it cannot be read. */
  expiry: Date | null;
  /** Whether what stands there is no instant that can be read: `expiry` is null then, and does not say never. */
  expiryUnreadable: boolean;
  /** Bytes of the stored payload. */
  size: number;
  /** The codec that `data` was decoded with, or that failed to; null where the table has no payloads. */
  codec: CodecName | null;
  /** When the session was made; null where the table does not say. */
  created: Date | null;
  /** When it was last used, as far as the framework wrote that down; null where it did not. */
  lastSeen: Date | null;
  /** The address that it was used from; null where the table does not say. */
  ip: string | null;
  /** The user agent that it was used with, whatever that says, up to 4096 characters; null where the table does not say. */
  agent: string | null;
  /** What the agent is, in words, such as `Firefox on Linux`; null where it does not say, or was not asked. */
  device: string | null;
  /** The decoded payload; null where it could not be decoded or was not asked for. */
  data: Json;
  /** What is wrong with the row, in words that hold no part of it. */
  error: string | null;
  /** The stored bytes; null where they were not asked for. */
  raw: Buffer | null;
  /** The table's columns that the layout does not use itself, by name, as the driver gives them. */
  columns: Readonly<Record<string, unknown>>;
}
