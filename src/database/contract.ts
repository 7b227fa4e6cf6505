import type { DriverError, Failure } from './failure.js';
import type { Fits } from './fits.js';
import type { Holds } from './holds.js';

export type { DriverError, Failure } from './failure.js';

export const dialectNames = ['sqlite', 'postgres', 'mysql'] as const;
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
  /** Lists the tables and views that a name without a schema can mean. Columns: `name`, `view`. */
  readonly listTables: () => Statement;
  /**
   * Lists some tables in schemas or databases that a bare name does not reach: those of a name, or
   * those whose names speak of sessions. Columns: `schema`, `name`; null where there are no others.
   */
  readonly listElsewhere: ((name: string | null) => Statement) | null;
  /** Says whether a table is a view. Column: `view`. */
  readonly isView: (table: TableName) => Statement;
  /** Describes a table. Columns: `name`, `type`, `nullable`, `filled`; no rows where it does not exist. */
  readonly describe: (table: TableName) => Statement;
  /** Lists the columns of each unique index, in its order. Columns: see `UniqueColumn`. */
  readonly uniqueColumns: (table: TableName) => Statement;
  /** Finds a hidden row id to page by, cheaper than the table's own key. Column: `key`, quoted. */
  readonly hiddenKey: (table: TableName) => Statement | null;
  /** Lists the columns that come first in an index of the table. Column: `name`. */
  readonly indexedColumns: (table: TableName) => Statement;
  /**
   * Lists the columns of a table's indexes, the best index for finding a row first. Columns: `index`,
   * `place` (from 1), `column`, `type`, `unique` (the index holds each row's own whole value). Null
   * where a statement locks what it changes and nothing that it merely passes.
   */
  readonly keyParts: ((table: TableName) => Statement) | null;
  /**
   * Whether the database shows this user some rows of a table and hides others. Column: `hides`. Null
   * where no database does.
   */
  readonly hidesRows: ((table: TableName) => Statement) | null;
  /** The statement that adds an index on a column (all quoted), in the way that blocks least. */
  readonly addIndex: (index: string, table: string, column: string) => string;
  /** SQL that reads a payload's column of this type as the bytes or the text that were written. */
  readonly payload: (column: string, type: string) => string;
  /** SQL that makes a value of this type of a text. */
  readonly fromText: (expression: string, type: string) => string;
  /**
   * A condition that holds at least where JSON in a column of this type has one of these texts or
   * numbers at one of the paths, as `JSON.parse` reads it; null where the type has no such operator.
   */
  readonly jsonHas: (
    column: string,
    type: string,
    paths: readonly (readonly string[])[],
    values: readonly string[],
    bind: (value: unknown) => string,
  ) => string | null;
  /** SQL for the length of a payload in bytes. */
  readonly byteLength: (expression: string) => string;
  /** Gives what says whether a value fits a column of this type. */
  readonly fits: Fits;
  /** The condition that a column of this type holds one of these values, byte by byte. */
  readonly holds: Holds;
  /** The condition that a column of this type begins with the bound prefix of so many characters. */
  readonly startsWith: (
    column: string,
    type: string,
    placeholder: string,
    length: number,
  ) => string;
  /** The condition that a column's bytes, or those of its text, begin with so many bound ones. */
  readonly startsWithBytes: (
    column: string,
    type: string,
    placeholder: string,
    length: number,
  ) => string;
  /** SQL that makes bytes of a text of hexadecimal digits. */
  readonly fromHex: (expression: string) => string;
  /**
   * SQL for a text that is the same where the values are, byte by byte, and short where the dialect
   * can make it so; never NULL.
   */
  readonly digest: (expressions: readonly string[]) => string;
  /** SQL for a column's value as it was written: with all its digits, without padding. */
  readonly asWritten: (column: string, type: string) => string;
  /** Whoever may read may make temporary tables too, and nobody notices. */
  readonly temporaryTables: boolean;
  /** The tail of a SELECT that keeps the rows which it finds as they are until the transaction ends. */
  readonly lockRows: string;
  /**
   * Keeps other writers of ours away from a table for the rest of a transaction, where it has no
   * index that would; null where a transaction that writes is alone anyway.
   */
  readonly alone: ((table: TableName) => { take: Statement; release: Statement | null }) | null;
  /** The tail of an INSERT that replaces `columns` where `key` exists already (all quoted). */
  readonly onConflictReplace: (key: string, columns: readonly string[]) => string;
  /**
   * A SELECT of rows from two parameters: a JSON list of lists, one value for each column, and all
   * their bytes, one after the other. A column of bytes has two values: where they begin, from 1,
   * and how many they are.
   */
  readonly unpackRows: (rows: string, bytes: string, columns: readonly Unpacked[]) => string;
  /**
   * Packs the rows of a SELECT, in its order, into the one row that `ManyRowsReader` takes apart;
   * null where the driver's own rows are as cheap.
   */
  readonly packRows: ((select: string, columns: readonly PackedColumn[]) => string) | null;
  /** A statement that fails within a transaction spoils all that follows in it. */
  readonly failureSpoilsTransaction: boolean;
  /** The statements that begin a transaction which is going to write. */
  readonly beginWrite: readonly string[];
  /** Settings for a connection that is about to write many rows, in memory that is still small. */
  readonly beforeImport: readonly string[];
  /** Settings for a connection that is about to run one very large statement. */
  readonly beforeBulk: readonly string[];
  /** The database's own clock, in milliseconds since 1970; null where it is this machine's. */
  readonly clockMillis: string | null;
  /** How a batch of rows is picked and deleted; see `store/purge`. */
  readonly batches: BatchAbility;
  /** How this dialect's driver says what went wrong. */
  readonly classify: (error: DriverError) => Failure;
}

/** What a dialect can do for a purge that shares a table with others. */
export interface BatchAbility {
  /** `FOR UPDATE SKIP LOCKED`: rows that somebody else has in hand are passed over. */
  readonly skipLocked: boolean;
  /** Where a row lies, good within one statement; null where nothing says it. */
  readonly rowPlace: RowPlace | null;
  /** How long a batch may hold its locks, in milliseconds; its size follows. */
  readonly targetMs: number;
  /** Rows of the first batch, and of the largest. */
  readonly firstRows: number;
  readonly mostRows: number;
  /** Milliseconds to stay away after a batch, so that others get their turn. */
  readonly gap: (heldMs: number) => number;
  /** What differs with the way in which the database was set up; null where nothing does. */
  readonly modes: BatchModes | null;
  /** Tells whether to go along the table itself; null where a purge always goes along the index. */
  readonly tableWalk: TableWalk | null;
}

/** The hidden columns that tell where a row lies. */
export interface RowPlace {
  /** Which table it is of: partitions and inherited tables are tables of their own. */
  readonly part: string;
  /** The place there. */
  readonly at: string;
}

export interface BatchModes {
  /** Asks for the mode. Column: `mode`. */
  readonly ask: Statement;
  readonly of: (mode: string) => Partial<Pick<BatchAbility, 'targetMs' | 'gap'>>;
}

/**
 * Where most of a table has expired, its rows are cheaper to reach in the order in which they lie:
 * along the index each one is a page of its own, read at random.
 */
export interface TableWalk {
  /** Goes before a SELECT, and has the planner say how it would read it. */
  readonly explain: string;
  /** Says whether the planner would read the whole table. */
  readonly readsAll: (plan: readonly object[]) => boolean;
  /** How many blocks a table has, null where `rowPlace` serves for no range. Column: `blocks`. */
  readonly blocks: ((table: TableName) => Statement) | null;
}

/**
 * A column of rows that are packed: a payload's `bytes`, `text` (that is hardly ever anything else),
 * a `whole` number or NULL that was computed, or whatever stands there (`any`).
 */
export interface PackedColumn {
  readonly name: string;
  readonly kind: 'bytes' | 'text' | 'whole' | 'any';
}

/** A column of rows that come packed. */
export interface Unpacked {
  readonly kind: 'text' | 'bytes';
  /** SQL that makes the column's value of the one that came. */
  readonly write: (expression: string) => string;
}

export interface Statement {
  sql: string;
  bind?: readonly unknown[];
  /** It changes rows, although it is run for the rows that it gives. */
  writes?: boolean;
  /** It goes over the whole table: it may take as long as that takes, unless a limit was given. */
  whole?: boolean;
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
  /** Whether the database gives a new row something there: a default, a number, what it computes. */
  filled?: boolean;
}

/** A column of a unique index. */
export interface UniqueColumn {
  index: string;
  /** Null for an expression. */
  column: string | null;
  /** Whether the index holds the whole value of every row, and is looked at at once. */
  whole: boolean | number;
  /** Whether what is the same there is the same byte by byte. */
  exact: boolean | number;
}
