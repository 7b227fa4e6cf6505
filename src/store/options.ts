import type { Clock } from '../clock.js';
import type { LayoutName } from '../layouts/contract.js';
import type { CustomColumns, ExpiryFormatName } from '../layouts/custom.js';
import type { ResolveOptions } from '../layouts/resolve.js';
import type { CodecName } from '../session.js';

export interface StoreOptions {
  /** The table, as `name` or `schema.name`; by default it is looked for under its usual names. */
  table?: string;
  /** The layout; by default it is told from the table's columns. */
  layout?: LayoutName | 'auto';
  /** The columns of the layout `custom`. */
  columns?: CustomColumns;
  /** How the layout `custom` writes its expiry. Default is `auto`: as the column's type or its rows say. */
  expiryFormat?: ExpiryFormatName;
  /**
   * Milliseconds from a session's last use to its end, for frameworks that store no expiry (Laravel,
   * Rails). Default is the framework's own.
   */
  lifetime?: number;
  /** A column, or a dotted path in the payload, that tells the user. Default is where the framework has it. */
  userField?: string;
  /** The application's secret, for payloads that it signs or encrypts. */
  secret?: string;
  /** The codec of payloads; by default it is told from each payload. */
  codec?: CodecName | 'auto';
  /** Write nothing, create nothing, clean up nothing. Default is `false`. */
  readOnly?: boolean;
  /** Create the table (and a SQLite file) where missing, as gormstore does. Default is `true` unless `readOnly`. */
  create?: boolean;
  /** Milliseconds between background cleanups; 0 turns them off. Default is 5 minutes, or 0 with `readOnly`. */
  cleanupInterval?: number;
  /** Called with what a background cleanup threw. */
  onCleanupError?: (error: unknown) => void;
  /** Called with each statement before it runs; values are never in it. */
  onSql?: (sql: string) => void;
  /** Default is the system's clock. */
  clock?: Clock;
}

/** What of a store's options tells where its table is and how it looks. */
export function resolveOptions(options: StoreOptions): ResolveOptions {
  const names = ['table', 'layout', 'columns', 'expiryFormat', 'lifetime'] as const;
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}
