export interface Statement {
  sql: string;
  bind?: readonly unknown[];
  /** It changes rows, although it is run for the rows that it gives. */
  writes?: boolean;
  /** It goes over the whole table: it may take as long as that takes, unless a limit was given. */
  whole?: boolean;
}

/** Collects the values of a statement while its SQL is written. */
export class Binds {
  readonly values: unknown[] = [];

  /** Adds a value and gives its placeholder. */
  readonly add = (value: unknown): string => {
    this.values.push(value);
    return `$${this.values.length}`;
  };
}

/**
 * Doubles each `$` that Sequelize would take for a placeholder, as its scanner wants it.
 *
 * Source: `formatBindParameters` of Sequelize 6, which looks for `\B\$(\$|\w+)`.
 */
export const guardPlaceholders = (sql: string): string =>
  sql.includes('$') ? sql.replace(/\B\$/g, '$$$$') : sql;

export const whereClause = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';

/** Runs statements, on any connection or on one that is held for a transaction. */
export interface Runner {
  /** Returns the rows of a query. */
  select<Row>(statement: Statement): Promise<Row[]>;
  /** Runs a statement that changes rows, and says how many. */
  change(statement: Statement): Promise<number>;
}

/** Runs statements, and whole transactions, each again where trying again can help. */
export interface Transactions extends Runner {
  retryTransaction<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
}
