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

/** What refers to rows of a table, or of another one. */
export interface ForeignKey {
  /** The table that has it. */
  table: string;
  /** Its columns, with commas between. */
  columns: string;
  /** The table that it refers to. */
  parent: string;
  /** Whether it is the table's own; else it is another's that refers to it. */
  own: boolean | number;
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
