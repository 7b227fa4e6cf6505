import type { FormatsOfDialect } from './expiry/contract.js';
import type { DriverError, Failure } from './failure.js';
import type { Fits } from './fits.js';
import type { Grouping, Moment } from './grouping.js';
import type { Holds } from './holds.js';
import type { PackedColumn, Unpacked } from './packing.js';
import type { KeyColumn } from './purge/row-key.js';
import type { BatchPace, PurgeWays } from './purge/contract.js';
import type { DataFile, Privileges, Standing } from './standing.js';
import type { Runner, Statement } from './statement.js';
import type { Storage } from './storage.js';
import type { TableName } from './table.js';
import type { WholeRows } from './whole.js';

export const dialectNames = ['sqlite', 'postgres', 'mysql'] as const;
export type DialectName = (typeof dialectNames)[number];

/** Whether a dialect is one of these. */
export const isAmong = (names: readonly DialectName[], { name }: Dialect): boolean =>
  names.includes(name);

/** What is said for each dialect, as it is for this one. */
export const inDialect = <T>(said: Readonly<Record<DialectName, T>>, { name }: Dialect): T =>
  said[name];

export interface SpaceOfDeleted {
  /** The bytes of a table on disk as they are now, in one cheap question. Column: `bytes`. Null where there is none. */
  readonly size: (table: TableName) => Statement | null;
  /** Whether a database keeps it for itself. Column: `keeps`. Null where every one does. */
  readonly kept: Statement | null;
  /** For people: the statement that gives it back, of a table (quoted), and what that costs meanwhile. */
  readonly givesBack: (table: string) => string;
}

/** An index that is to be added. */
export interface NewIndex {
  /** What it is called, unless something else is called so. */
  readonly name: string;
  readonly at: TableName;
  /** The table and the column, quoted. */
  readonly table: string;
  readonly column: string;
  /** The column's declared type. */
  readonly type: string;
  readonly unique: boolean;
}

/**
 * What the house knows of one SQL dialect: its spelling, and its abilities by name. What most have
 * alike stands in `defineDialect`; what it is called is nobody's business but its folder's.
 *
 * Edge rules for every dialect:
 * - Placeholders are `$1`, `$2` …; values never stand in the SQL.
 * - An identifier is quoted so that Sequelize's scanner for placeholders leaves it alone.
 */
export interface Dialect {
  readonly name: DialectName;
  /**
   * It runs in this process, on a file of this machine: its clock is ours, what takes long is at
   * work, and nobody at another end has to be told of an end.
   */
  readonly embedded: boolean;
  /** Its columns hold values of any type, whatever they declare: the rows say what they are. */
  readonly looseTypes: boolean;
  /** Quotes one identifier. */
  readonly quote: (identifier: string) => string;
  /** Lists the tables and views that a name without a schema can mean. Columns: `name`, `view`. */
  readonly listTables: () => Statement;
  /**
   * Lists some tables in schemas or databases that a bare name does not reach: those of a name, or
   * those whose names speak of sessions. Columns: `schema`, `name`; null where there are no others.
   */
  readonly listElsewhere: ((name: string | null) => Statement) | null;
  /** Whether a table is a view. Column: `view`. */
  readonly isView: (table: TableName) => Statement;
  /** Describes a table. Columns: `name`, `type`, `nullable`, `filled`; no rows where it does not exist. */
  readonly describe: (table: TableName) => Statement;
  /** Lists the columns of each unique index, in its order. Columns: see `UniqueColumn`. */
  readonly uniqueColumns: (table: TableName) => Statement;
  /**
   * Lists a table's foreign keys, and those that keep its rows. Columns: see `ForeignKey`. Null where
   * the database names the one that forbids something.
   */
  readonly foreignKeys: ((table: TableName) => Statement) | null;
  /** Gives a row where the database deletes a table's rows with those of a parent that its column refers to. */
  readonly cascade: (key: {
    readonly table: TableName;
    readonly column: string;
    readonly parent: TableName;
  }) => Statement;
  /** Finds a hidden row id to page by, cheaper than the table's own key. Column: `key`, quoted. */
  readonly hiddenKey: (table: TableName) => Statement | null;
  /** Lists the columns that come first in an index of all rows in which they are not NULL. Column: `name`. */
  readonly indexedColumns: (table: TableName) => Statement;
  /**
   * Returns what tells of a deletion by a column (quoted) whether it would pass over the whole
   * table and wait for each locked row on its way, where one row's deletion would not; null where none does.
   */
  readonly passing: (
    run: Runner,
    table: TableName,
    column: string,
  ) => Promise<((deletion: Statement) => Promise<boolean>) | null>;
  /**
   * Whether the database shows this user some rows of a table and hides others. Column: `hides`.
   * Null where no database does.
   */
  readonly hidesRows: ((table: TableName) => Statement) | null;
  /** Gives the statement that adds an index, under a name that is free, in the way that blocks least. */
  readonly addIndex: (run: Runner, index: NewIndex) => Promise<string>;
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
  /** Returns how a column of this type tells when a session runs out. */
  readonly expiryFormat: FormatsOfDialect;
  /** SQL for the milliseconds of a number of seconds from 0 up to some thousand years; NULL for any other. */
  readonly durationMillis: (column: string) => string;
  /**
   * The condition that a value of an expiry's column of this type tells how instants are written
   * there: 0, an empty text, a zero date and the like say "never" in any form.
   */
  readonly tells: (column: string, type: string) => string;
  /** How rows are compared by a column (quoted) of this type; null where its values do not come back as they went. */
  readonly keyColumn: (column: string, type: string) => KeyColumn | null;
  /** Returns what says whether a value fits a column of this type. */
  readonly fits: Fits;
  /** The condition that a column of this type holds one of these values, byte by byte. */
  readonly holds: Holds;
  /** The condition that a column of this type begins with a prefix, which is bound. */
  readonly startsWith: (
    column: string,
    type: string,
    placeholder: string,
    prefix: string,
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
  /** SQL for a column's value as text, whatever its type; it never fails on what stands there. */
  readonly asText: (column: string, type: string) => string;
  /** The condition that a text, its letters A to Z in small, has the bound one of ASCII in it. */
  readonly contains: (text: string, placeholder: string) => string;
  /** How rows are grouped by texts. */
  readonly grouping: Grouping;
  /** How several queries see the database as it is at one moment, which keeps nobody from writing. */
  readonly moment: (run: Runner) => Promise<Moment>;
  /** Whoever may read may make temporary tables too, and nobody notices. */
  readonly temporaryTables: boolean;
  /** The tail of a SELECT that keeps the rows which it finds as they are until the transaction ends. */
  readonly lockRows: string;
  /** The same, but rows that others hold are passed over. */
  readonly lockFreeRows: string;
  /**
   * Keeps other writers of ours away from a table for the rest of a transaction, where it has no
   * index that would; null where a transaction that writes is alone anyway.
   */
  readonly alone: ((table: TableName) => { take: Statement; release: Statement | null }) | null;
  /** The tail of an INSERT that replaces `columns` where `key` exists already (all quoted). */
  readonly onConflictReplace: (key: string, columns: readonly string[]) => string;
  /** That INSERT replaces the row of any unique index, where it should be that of `key` alone. */
  readonly replacesByAnyIndex: boolean;
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
  /** What a table takes on disk, and what of that is dead. */
  readonly storage: (run: Runner, table: TableName) => Promise<Storage>;
  /** What the database says of itself. */
  readonly standing: (run: Runner) => Promise<Standing>;
  /** What this user may do with a table that has such a column (quoted); nothing is run. */
  readonly privileges: (run: Runner, table: TableName, column: string) => Promise<Privileges>;
  /** The files of this machine that hold the rows; null for a server, whose files are its own matter. */
  readonly files: ((run: Runner) => Promise<readonly DataFile[]>) | null;
  /** How whole rows leave the database and come back; loaded for those who save or restore some. */
  readonly whole: () => Promise<WholeRows>;
  /** How large a batch of rows may be that is deleted in one go, and how long others get between. */
  readonly batches: BatchPace;
  /** What is this dialect's own in a purge. */
  readonly purge: PurgeWays;
  /** What becomes of the space of rows that were deleted. */
  readonly space: SpaceOfDeleted;
  /** How this dialect's driver says what went wrong. */
  readonly classify: (error: DriverError) => Failure;
}
