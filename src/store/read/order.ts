import { plainColumn, type KeyColumn } from '../../database/purge/row-key.js';
import { SessionAdminError } from '../../errors.js';
import type { BoundTable } from '../../layouts/contract.js';
import { placeOf } from './page-key.js';

/** What sessions can be put in order by, the earliest and the least first. */
export type SortName = 'expiry' | 'token' | 'user' | 'created' | 'lastSeen';

/** What rows are put in order by; those that have no place in it come last. */
export interface Order extends KeyColumn {
  /** Whether it is a column as it stands, which an index mostly serves. */
  readonly isColumn: boolean;
  /** The condition that a row has a place in it. */
  readonly placed: string;
}

/**
 * Returns the order; null where none of them has a place in it. Throws an `INVALID_ARGUMENT` where no
 * column of the table tells it.
 */
export function orderOf(table: BoundTable, by: Exclude<SortName, 'token'>): Order | null {
  const { sql, expiry, expiryColumn, facts } = table;
  if (by === 'expiry') {
    if (expiryColumn === null) return null;
    const { carry, bound, placed = isNotNull } = expiry;
    return expiry.ordered
      ? { sql: sql.expiry, carry, bound, isColumn: true, placed: placed(sql.expiry) }
      : byValue(plainColumn(expiry.millis(sql.expiry)));
  }
  if (by === 'user') {
    if (table.user !== null) return byValue(placeOf(table.user, table.dialect));
  } else {
    const fact = facts[by];
    const isExpiry = fact?.column === table.expiryColumn && expiry.ordered;
    if (fact?.sql) return isExpiry ? orderOf(table, 'expiry') : byValue(plainColumn(fact.sql));
  }
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `no column of this table tells ${by} of its sessions, so they cannot be sorted by it`,
  );
}

const byValue = (value: KeyColumn): Order => ({ ...inOrderOf(value), isColumn: false });

/** The order of a column in which only NULL has no place. */
export const inOrderOf = (value: KeyColumn): Omit<Order, 'isColumn'> => ({
  ...value,
  placed: isNotNull(value.sql),
});

const isNotNull = (sql: string): string => `${sql} IS NOT NULL`;
