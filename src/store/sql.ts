/** Collects the values of a statement while its SQL is written. */
export class Binds {
  readonly values: unknown[] = [];

  /** Adds a value and gives its placeholder. */
  readonly add = (value: unknown): string => {
    this.values.push(value);
    return `$${this.values.length}`;
  };
}

export const whereClause = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
