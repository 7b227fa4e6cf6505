import type { ExpiryFormat, Stretch } from '../expiry/contract.js';
import type { Binds, Runner, Transactions } from '../statement.js';
import type { Column, TableName } from '../table.js';
import type { KeyValues, RowKey } from './row-key.js';

/** How much is deleted in one go, and how long others get between. */
export interface BatchPace {
  /** How long a batch may hold its locks, in milliseconds; its size follows. */
  readonly targetMs: number;
  /** Rows of the first batch, and of the largest. */
  readonly firstRows: number;
  readonly mostRows: number;
  /** Milliseconds to stay away after a batch, so that others get their turn. */
  readonly gap: (heldMs: number) => number;
}

/** What is a dialect's own in a purge that shares a table with others. */
export interface PurgeWays {
  /** The pace in the mode in which this database was set up. Default is the dialect's `batches`. */
  readonly pace: (run: Runner) => Promise<BatchPace>;
  /** The key by which a purge reaches a table's rows. Default is the one to page by. */
  readonly rowKey: (run: Runner, table: PurgedTable) => Promise<RowKey>;
  /** Passes over the rows that somebody else has in hand. Default is null: a batch waits for them. */
  readonly skipping: Skipping | null;
}

/** How rows are deleted without waiting for those that somebody else has in hand. */
export interface Skipping {
  /**
   * Begins with the expired rows of a stretch, in the fastest way. `oldestFirst` keeps to the index
   * on expiry, since a purge with a limit owes it to take the longest dead.
   */
  readonly begin: (rows: ExpiredRows, oldestFirst: boolean) => Promise<Batcher>;
  /** Deletes those of some rows that have expired still. */
  readonly delete: (rows: ExpiredRows, some: SomeRows) => Promise<Deleted>;
  /** Locks them in a transaction, for what is done with them before they go; null where there are none. */
  readonly lock: (run: Runner, rows: ExpiredRows, some: SomeRows) => Promise<Reach | null>;
}

/** How statements reach rows that are locked, and wait for none on their way. */
export interface Reach {
  /** How many there are. */
  readonly rows: number;
  /** The conditions that a row is one of them. */
  readonly conditions: (binds: Binds) => string[];
  /** The table as a SELECT has it, and the beginning of a DELETE. */
  readonly from: string;
  readonly deleteFrom: string;
}

/**
 * One way to find what has expired in a stretch of instants, and to delete it.
 *
 * Edge rules for every way:
 * - Each batch is a transaction of its own, and looks at each row's expiry again as it deletes.
 * - A batch deletes at most `size` rows, and locks none for longer than it takes.
 */
export interface Batcher {
  next(size: number): Promise<Batch>;
}

/** What one batch did. */
export interface Batch {
  /** Expired rows that it had in hand. */
  found: number;
  /** Rows of them that it deleted. */
  rows: number;
  /** How long it held its locks, in milliseconds. */
  heldMs: number;
  /** Nothing is left behind it. */
  done: boolean;
}

export type Deleted = Omit<Batch, 'done'>;

/** The rows of a stretch of instants that have expired. What that means is the store's to say. */
export interface ExpiredRows {
  readonly database: Transactions;
  readonly table: PurgedTable;
  readonly stretch: Stretch;
  readonly key: RowKey;
  /** The conditions that a row lies in the stretch. */
  readonly within: (binds: Binds) => string[];
  /** The conditions that a row is one of these; `expiry` may be said in another way than by its name. */
  readonly conditions: (binds: Binds, expiry?: string) => string[];
}

/** Rows that stand one behind the other in the order of expiry and key. */
export interface SomeRows {
  readonly keys: readonly KeyValues[];
  /** The conditions that a row lies between the first and the last of them. */
  readonly between: (binds: Binds) => string[];
}

/** What a purge knows of a table. Names in `sql` are quoted. */
export interface PurgedTable {
  readonly table: TableName;
  readonly sql: {
    readonly table: string;
    readonly token: string;
    /** The payload as it is read: an expression. */
    readonly data: string;
    readonly expiry: string;
    /** The key to page by. */
    readonly pageKey: string;
  };
  readonly token: Column;
  /** Null where no column tells when a session runs out. */
  readonly expiryColumn: Column | null;
  readonly expiry: ExpiryFormat;
}
