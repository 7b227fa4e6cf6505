import type { Clock } from '../clock.js';
import type { LayoutName } from '../layouts/contract.js';
import type { CodecName } from '../session.js';

export interface StoreOptions {
  /** The table, as `name` or `schema.name`; by default it is looked for under its usual names. */
  table?: string;
  /** The layout; by default it is told from the table's columns. */
  layout?: LayoutName | 'auto';
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
