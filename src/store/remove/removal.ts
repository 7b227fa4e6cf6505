import { Binds, whereClause, type Statement } from '../../database/statement.js';
import type { BoundTable } from '../../layouts/contract.js';
import { rowsOf } from '../../layouts/rows.js';
import type { SessionFilter } from '../filter.js';
import type { Target } from '../target.js';

/**
 * How sessions are ended: their rows are deleted, or marked as the framework's own logout marks them.
 * A row that has the mark is gone, as far as a deletion goes.
 */
export type Ending = 'delete' | 'mark';

/** How those are ended that are named. */
export const endingOf = ({ mark }: BoundTable): Ending => (mark === null ? 'delete' : 'mark');

/** The same of those that a filter lets pass: what asks for rows that are over removes rows. */
export const endingBy = ({ state = 'active' }: SessionFilter, table: BoundTable): Ending =>
  state === 'active' || state === 'unmarked' ? endingOf(table) : 'delete';

/** The conditions that a row is a session to end so. */
export const toEnd = ({ sql }: BoundTable, ending: Ending): string[] => [
  ...rowsOf(sql),
  ...(ending === 'delete' || sql.revoked === null ? [] : [`(${sql.revoked}) IS NOT TRUE`]),
];

/** The statement that ends the sessions for which conditions hold. */
export function removal(
  { table, clock }: Target,
  ending: Ending,
  conditions: (binds: Binds) => readonly string[],
): Statement {
  const { sql, mark } = table;
  const binds = new Binds();
  const does =
    ending === 'delete' || mark === null
      ? `DELETE FROM ${sql.table}`
      : `UPDATE ${sql.table} SET ${mark.column} = ${mark.value(binds.add, clock.now())}`;
  return { sql: `${does} ${whereClause(conditions(binds))}`, bind: binds.values };
}
