import type { Sequelize } from 'sequelize';

export const dialectNames = ['sqlite'] as const;
export type DialectName = (typeof dialectNames)[number];

/**
 * What the house knows of one SQL dialect: its spelling, and its abilities by name.
 *
 * Edge rules for every dialect:
 * - Placeholders are `$1`, `$2` …; values never stand in the SQL.
 * - An identifier is quoted so that Sequelize's scanner for placeholders leaves it alone.
 */
export interface Dialect {
  readonly name: DialectName;
  /** Quotes one identifier. */
  readonly quote: (identifier: string) => string;
  /** Lists the tables and views that a name without a schema can mean. Columns: `name`. */
  readonly listTables: () => Statement;
  /** Describes a table. Columns: `name`, `type`, `nullable`; no rows where it does not exist. */
  readonly describe: (table: TableName) => Statement;
  /** Finds a hidden row id to page by, cheaper than the table's own key. Column: `key`, quoted. */
  readonly hiddenKey: (table: TableName) => Statement | null;
  /** SQL for the length of a payload in bytes. */
  readonly byteLength: (expression: string) => string;
  /** The tail of an INSERT that replaces `columns` where `key` exists already (all quoted). */
  readonly onConflictReplace: (key: string, columns: readonly string[]) => string;
  /**
   * A SELECT of token, payload and expiry from one JSON parameter: a list of `[token, payload in
   * hexadecimal or null, expiry]`. `writeExpiry` wraps the expression of the expiry.
   */
  readonly unpackRows: (placeholder: string, writeExpiry: (expression: string) => string) => string;
  /** Settings for a connection that is about to run one very large statement. */
  readonly beforeBulk: readonly string[];
  /** The statement that begins a transaction which is going to write. */
  readonly beginWrite: string;
  /** How this dialect's driver says what went wrong. */
  readonly classify: (error: DriverError) => Failure;
  /** Milliseconds to stay away after holding a write lock, so that others get their turn. */
  readonly gap: (heldMs: number) => number;
}

export interface Statement {
  sql: string;
  bind?: readonly unknown[];
}

export interface TableName {
  schema: string | null;
  name: string;
}

export interface Column {
  name: string;
  /** The declared type, in lower case; empty where there is none. */
  type: string;
  nullable: boolean;
}

/** The part of a driver's error that can be trusted to hold no values. */
export interface DriverError {
  code: string;
  message: string;
}

/** What a failure means for the caller; `what` is a sentence without values. */
export interface Failure {
  kind: 'busy' | 'unreachable' | 'missing-table' | 'missing-database' | 'refused';
  what: string;
}

/** A database that was opened from a URL. */
export interface Connected {
  sequelize: Sequelize;
  dialect: Dialect;
  /** What to call the database in front of people: no password. */
  title: string;
  /** Closes the connections; called once. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Refuse every write, at the connection where the database can. Default is `false`. */
  readOnly?: boolean;
  /** Create a SQLite file that does not exist. Default is `false`. */
  create?: boolean;
}
