import type { ExpiryFormat, InstantForm } from '../database/expiry/contract.js';
import type { Column } from '../database/table.js';
import type { Edge } from './edges.js';

/** How a layout's sessions end, by the columns of their rows. */
export interface ExpiryRule {
  readonly form: InstantForm;
  /** The instant before which a session is no longer taken, at a moment. */
  readonly expired: Edge;
  /** The instant before which its row may go; never later than `expired`. */
  readonly purged: Edge;
  /** What NULL says. */
  readonly null: 'never' | 'expired';
  /**
   * Milliseconds from what the column says to the session's end, by default; 0 for none, and Infinity
   * where sessions do not run out unless somebody says how long they live.
   */
  readonly lifetimeMs: number;
  /** The application's own setting that says it, where that is in the database; null for none. */
  readonly lifetimeFrom: SettingRule | null;
  /** Names of the column in which each row says its own lifetime, in seconds; none by default. */
  readonly lifetimeIn: readonly string[];
  /** Rows that live for another time: the first that a row is counts. */
  readonly others: readonly OtherLifetime[];
  /** A second end, which counts where it is the earlier one; null for none. */
  readonly atMost: LimitRule | null;
  /**
   * Names of the column by whose instant the framework's own cleanup goes, where that is not the end: a
   * row may go once both are past, and stays where this one holds none. None by default.
   */
  readonly purgedBy: readonly string[];
  /** Whether the framework itself removes what has run out, in some of the requests or by a job. */
  readonly swept: boolean;
  /** In which share of the requests, by its own default; null where a job does, or PHP's settings say. */
  readonly sweptIn: number | null;
  /** Reads the column in a way of its own, with the help of others. */
  readonly of:
    ((format: ExpiryFormat, column: (name: string) => string | null) => ExpiryFormat) | null;
}

/** Rows that live for another time than the layout's: those of nobody, or of a rule. */
export interface OtherLifetime {
  readonly of: 'anonymous' | RowRule;
  /** Milliseconds. */
  readonly lifetimeMs: number;
  /** Whether it is as many times the others', where those live for another time than the layout says. */
  readonly inProportion?: boolean;
}

/** A setting in a table of the same database. */
export interface SettingRule {
  /** The table; a star at its beginning stands for the prefix of the sessions' table. */
  readonly table: string;
  /** Its columns, of the settings' names and of their values. */
  readonly name: string;
  readonly value: string;
  /** What the setting is called. */
  readonly is: string;
  readonly counts: 'seconds' | 'minutes' | 'hours';
  /** What follows where there is no such setting: the usual lifetime, or that nobody knows it. */
  readonly unset: 'usual' | 'unknown';
}

/** What the application's own setting says of how long its sessions live. */
export interface LifetimeSetting {
  /** The setting, and the table that it is looked for in, in words. */
  readonly where: string;
  /** Milliseconds; null where it says nothing that can be reckoned with. */
  readonly lifetimeMs: number | null;
}

/** An end so many milliseconds after what a column says; what has nothing there has no such end. */
export interface LimitRule {
  /** Its names, the usual one first. */
  readonly columns: readonly string[];
  /** Infinity where there is none unless the setting says so. */
  readonly lifetimeMs: number;
  /** The application's own setting that says it, where that is in the database; none by default. */
  readonly lifetimeFrom?: SettingRule;
}

/** That a column holds one of some values, by which a table's sessions are told from its other rows. */
export interface RowRule {
  readonly column: string;
  /** Texts of letters, digits, and `_.:-`; whole numbers as their digits. A new row gets the first. */
  readonly is: readonly string[];
}

/** A rule with the column that it speaks of. */
export interface BoundRowRule extends Omit<RowRule, 'column'> {
  readonly column: Column;
}

/**
 * What of a value says that the session was logged out, and its row kept: that it is `set`, more than
 * 0 (`positive`), `true`, `false`, or another than those of a live one. What is NULL says nothing. By
 * its name and type is `told` what is a caller's own.
 */
export type RevokedForm =
  | 'set'
  | 'positive'
  | 'true'
  | 'false'
  | 'told'
  | {
      readonly live: readonly string[];
      /** What a logout writes; left out where it deletes the row. */
      readonly ended?: string;
    };

/** How a column says that a session was logged out and its row kept. */
export interface Revocation {
  /** SQL for it; NULL where the column says nothing. */
  readonly sql: string;
  /** The same in words. */
  readonly words: string;
  /** What a session that is not revoked has there, as a text that its type takes. */
  readonly live: string | null;
  /** The condition that it says neither yes nor no, so that nobody knows; null where it always does. */
  readonly untold: string | null;
}

/** How a logout marks a row that it keeps. */
export interface Mark {
  /** The column, quoted. */
  readonly column: string;
  /** SQL of what it writes there, whose values are bound. */
  readonly value: (bind: (value: unknown) => string, now: Date) => string;
}
