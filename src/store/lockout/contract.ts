import type { Runner } from '../../database/statement.js';
import type { Keep } from '../save/contract.js';

/** How a person is locked out. */
export interface LockoutOptions {
  /** The person's id, as sessions have it. */
  user: string;
  /** The token of the one session that stays. */
  except?: string;
  /** Only look what would go. Default is `false`. */
  dryRun?: boolean;
  /** Ends it before it is done, with an error `ABORTED`, and nothing is. */
  signal?: AbortSignal;
  /** Called with what was found, before anything goes: what a dry run gives. */
  onFound?: (found: LockoutResult) => void;
  /** Gets the person's sessions, whole, before they go; what else lets the person in is not kept. */
  keep?: Keep;
}

/** What a lockout came to; in a dry run, what it would. */
export interface LockoutResult {
  user: string;
  /** The person's sessions, but for the one that stays. What of them is not deleted is still there. */
  matched: number;
  deleted: number;
  /** What else went: rows that belonged to the sessions, and what would have let the person in again. */
  also: EndedAlso[];
  /** What takes the person for logged in all the same: a sentence each, with what ends it. */
  livesOn: string[];
}

/** Rows that went, or whose columns were cleared. */
export interface EndedAlso {
  /** What they are, for people, in plural. */
  what: string;
  /** Null where none was found. */
  table: string | null;
  /** Null where they were not looked at, or not counted. */
  rows: number | null;
  /** Why they were not looked at; null where they were. */
  why: string | null;
}

/** The sessions of a person in a table, but for the one that stays. */
export interface TheirSessions {
  /** Finds them. */
  find(): Promise<FoundSessions>;
}

/** What was found at some moment. */
export interface FoundSessions {
  readonly count: number;
  /** Deletes in a transaction what of it is still the person's; says how many went. */
  remove(run: Runner): Promise<number>;
}
