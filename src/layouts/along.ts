/** Rows of another table that belong to a session, and go when it goes. */
export interface AlongRule {
  /** What they are, for people, in plural. */
  readonly what: string;
  /** What its name has behind that of the sessions' table; in any case. */
  readonly suffix: string;
  /** Its column that says of which session a row is. */
  readonly column: string;
  /** The sessions' column that has the same value: it tells each row from the others. */
  readonly parent: string;
}
