import type { Clock } from '../clock.js';
import type { Application } from '../codecs/contract.js';
import type { DatabaseOptions } from '../database/database.js';
import type { CustomColumns } from '../layouts/custom.js';
import type { LayoutData } from '../layouts/file/schema.js';
import type { ExpiryFormatName, LayoutName } from '../session.js';
import type { ResolveOptions } from '../layouts/finding/resolve.js';
import type { CodecName } from '../session.js';
import type { PeopleColumns } from './people/columns.js';

export interface StoreOptions {
  /** The table, as `name` or `schema.name`; by default it is looked for under its usual names. */
  table?: string;
  /** The layout; by default it is told from the table's columns. */
  layout?: LayoutName | 'auto';
  /**
   * A layout of your own, in place of a known one: the path of a JSON file that the schema
   * `session-admin/layout.schema.json` describes.
   */
  layoutFile?: string;
  /** The same, as what stands in such a file. */
  layoutData?: LayoutData;
  /** The columns of the layout `custom`, or other names for some of those of the layout that is given. */
  columns?: Partial<CustomColumns>;
  /** How the layout `custom` writes its expiry. Default is `auto`: as the column's type or its rows say. */
  expiryFormat?: ExpiryFormatName;
  /**
   * Milliseconds from a session's last use to its end, for frameworks that store no expiry (Laravel,
   * Rails); where it stores one that each use moves (SCS), it tells the last use alone. Default is the
   * framework's own.
   */
  lifetime?: number;
  /** A column, or a dotted path in the payload, that tells the user. Default is where the framework has it. */
  userField?: string;
  /**
   * The table of users that gives their names; `false` asks none. Default is the framework's, where it
   * is there and readable.
   */
  people?: PeopleColumns | false;
  /**
   * The application's secret, for payloads and cookies that it signs or encrypts; several, a line
   * each, where it has former ones.
   */
  secret?: string;
  /** Give the values that the framework keeps secret in its payloads, such as a password. Default is `false`. */
  reveal?: boolean;
  /** The codec of payloads; by default it is told from each payload. */
  codec?: CodecName | 'auto';
  /** Write nothing, create nothing, clean up nothing. Default is `false`. */
  readOnly?: boolean;
  /** Create SCS's table (and a SQLite file) where missing. Default is `false`. */
  create?: boolean;
  /** Milliseconds between background cleanups; 0 is none. Default is `0`. */
  cleanupInterval?: number;
  /**
   * Milliseconds for each statement; 0 for no limit. Default is the URL's `statement_timeout`, else 30
   * seconds for what reads or writes a row, a page or a batch, and none for the whole table.
   */
  statementTimeout?: number;
  /** Connections to a server at a time. Default is `5`. */
  connections?: number;
  /** Ends with an error `ABORTED` whatever has no answer five seconds after it fired. */
  signal?: AbortSignal;
  /** Called with what a background cleanup threw. */
  onCleanupError?: (error: unknown) => void;
  /** Called with each statement before it runs; values are never in it. */
  onSql?: (sql: string) => void;
  /** Default is the system's clock. */
  clock?: Clock;
}

/** The options of gormstore's own table: its layout is known, and it is made where it is missing. */
export type OwnTableOptions = Omit<
  StoreOptions,
  | 'layout'
  | 'layoutFile'
  | 'layoutData'
  | 'columns'
  | 'expiryFormat'
  | 'lifetime'
  | 'readOnly'
  | 'create'
>;

/** What of a store's options is about the database. */
export function databaseOptions(options: StoreOptions): DatabaseOptions {
  const names = [
    'readOnly',
    'create',
    'statementTimeout',
    'connections',
    'signal',
    'onSql',
    'clock',
  ] as const;
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

/** What of a store's options tells about the application: payloads are signed with its current secret. */
export function applicationOf({ secret }: StoreOptions): Application {
  const current = secret?.split(/\r?\n/, 1)[0];
  return current === undefined ? {} : { secret: current };
}

/** What of a store's options tells where its table is and how it looks. */
export function resolveOptions(options: StoreOptions): ResolveOptions {
  const names = [
    'table',
    'layout',
    'layoutFile',
    'layoutData',
    'columns',
    'expiryFormat',
    'lifetime',
  ] as const;
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}
