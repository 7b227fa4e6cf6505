import type { Column } from '../database/table.js';
import type { Shortcut } from '../database/many-rows.js';
import type { InstantForm } from '../database/expiry/contract.js';
import { objectIn } from '../codecs/json-object.js';
import type { Json } from '../session.js';

/** What is known of a session beside its payload: when it was made and last seen, from where, on what. */
export const factNames = ['created', 'lastSeen', 'ip', 'agent'] as const;
export type FactName = (typeof factNames)[number];

/** What a row tells from which a fact may follow. */
export interface Told {
  /** The decoded payload; null where it was not read, or cannot be. */
  readonly data: Json;
  /** The stored bytes; null where they were not read. */
  readonly payload: Buffer | null;
  /** The session's end; null where there is none, or none that can be read. */
  readonly expiry: Date | null;
  readonly now: Date;
}

/** Returns what gives the text at a path of the payload; null where there is none. */
export const textAt =
  (...path: readonly string[]) =>
  ({ data }: Told): string | null => {
    const value = path.reduce<unknown>((inside, name) => objectIn(inside)[name], data);
    return typeof value === 'string' ? value : null;
  };

/**
 * Where a framework keeps a fact: in the first of these columns that is there, else in what a row
 * tells. With neither it keeps none.
 */
export interface FactRule<Value> {
  /** Its column's names, the usual one first; it may be the one of the expiry. */
  readonly columns: readonly string[];
  readonly told: ((row: Told) => Value | null) | null;
  /** Which zone a column without one is in; null for that of the expiry. */
  readonly naive: InstantForm['naive'] | null;
}

/** The facts of a layout. */
export interface FactRules {
  readonly created: FactRule<Date>;
  /** The last use that the framework wrote down; it may have been used since. */
  readonly lastSeen: FactRule<Date>;
  readonly ip: FactRule<string>;
  readonly agent: FactRule<string>;
  /**
   * Tells the last use from a session's end, for a framework that moves the end with each use by as
   * many milliseconds as the application lets a session be idle, which only the caller can say. The
   * end is what the column says all the same. Null where that is no such framework.
   */
  readonly lastUse: ((row: Told, idleMs: number) => Date | null) | null;
}

/** Where a table has a fact. */
export interface BoundFact<Value> {
  /** The column that has it; null where only payloads do. */
  readonly column: Column | null;
  /**
   * SQL for it, of one row: milliseconds since 1970, or the text; NULL where a row has none. Null
   * where no column has it.
   */
  readonly sql: string | null;
  /** A cheaper way to the same; null where there is none. */
  readonly shortcut: Shortcut | null;
  /** Says it of a row that was read, in place of the SQL; null where the SQL's value is read. */
  readonly told: ((row: Told) => Value | null) | null;
  /**
   * SQL for what a table beside the sessions' has of it, which `sql` then is, or, where that is null,
   * what counts where it is the later instant; null where no such table is looked at.
   */
  readonly beside: string | null;
  /** Whether it follows from the session's end: what makes that doubtful makes this so. */
  readonly byEnd: boolean;
}

/** The facts that a table has; null for those that it has not. */
export interface BoundFacts {
  readonly created: BoundFact<Date> | null;
  readonly lastSeen: BoundFact<Date> | null;
  readonly ip: BoundFact<string> | null;
  readonly agent: BoundFact<string> | null;
}

const nowhere = { columns: [], told: null, naive: null };

/** A layout's facts from those that it has. */
export const factRules = (given: GivenFacts = {}): FactRules => ({
  created: ruleOf(given.created),
  lastSeen: ruleOf(given.lastSeen),
  ip: ruleOf(given.ip),
  agent: ruleOf(given.agent),
  lastUse: given.lastUse ?? null,
});

const ruleOf = <Value>(given: string | Partial<FactRule<Value>> = {}): FactRule<Value> => ({
  ...nowhere,
  ...(typeof given === 'string' ? { columns: [given] } : given),
});

/** Facts as a layout gives them, each by its rule, or by the one name that its column has. */
export type GivenFacts = {
  readonly [Name in FactName]?: string | Partial<FactRules[Name]>;
} & Partial<Pick<FactRules, 'lastUse'>>;
