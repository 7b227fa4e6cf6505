/** SQL that gives rows of one text one value, and no others, in the order of their UTF-8. */
export interface GroupingText {
  /** The text, or its bytes; NULL where there is none. */
  readonly sql: string;
  /** The condition that a row's text must be told by reading it; null where that is true of no row. */
  readonly odd: string | null;
}

/** How the database groups rows by texts, byte by byte, whatever the collation takes for the same. */
export interface Grouping {
  readonly byText: (text: string) => GroupingText;
  /**
   * By a column's values, as the texts that readers are shown of them; null where its type has values
   * that are shown in other words than the database has for them.
   */
  readonly byColumn: (column: string, type: string) => GroupingText | null;
  /** A SELECT whose expressions are worked out once for each row, however often they are asked for. */
  readonly once: (select: string) => string;
}

/** What queries are run between to see a table as it is at one moment. */
export interface Moment {
  /** Begins a transaction that keeps the moment; none where that would keep others from writing. */
  readonly begin: readonly string[];
  /** Gives another `version` once somebody has written; null where nobody's writing is seen. */
  readonly version: string | null;
}
