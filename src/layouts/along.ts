import type { FactName } from './facts.js';

/** Rows of another table that belong to a session, and go when it goes. */
export interface AlongRule {
  /** What they are, for people, in plural. */
  readonly what: string;
  /** What its name has behind that of the sessions' table; in any case. */
  readonly suffix?: string;
  /** Its name, where that does not follow from the other's. */
  readonly table?: string;
  /** Its column that says of which session a row is. */
  readonly column: string;
  /** The sessions' column that has the same value: it tells each row from the others. */
  readonly parent: string;
  /** Its columns of what is known of a session, for what the sessions' own table has no column for. */
  readonly facts?: Readonly<Partial<Record<FactName, string>>>;
}

/** The names that its table may have. */
export const namesOfAlong = ({ table, suffix }: AlongRule, sessions: string): string[] =>
  table === undefined
    ? [...new Set([suffix ?? '', (suffix ?? '').toLowerCase()])].map((end) => `${sessions}${end}`)
    : [table];

/** Why a rule is none, in words; null where it is one. */
export const noAlong = ({ table, suffix }: AlongRule): string | null =>
  (table === undefined) === (suffix === undefined) ? 'say either table or suffix' : null;
