import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import { keyAlong, keyName, type KeyText } from '../save/along.js';
import type { Target } from '../target.js';

/** Keys that one statement names at the most. */
const mostNamed = 500;

/**
 * Those keys, by their names, that a session has for which conditions do not hold: in a table that lost
 * its primary key. What belongs to them is that session's, too.
 */
export async function sharedKeys(
  run: Runner,
  { database: { dialect }, table }: Pick<Target, 'database' | 'table'>,
  { name, type }: Column,
  keys: readonly KeyText[],
  conditions: (binds: Binds) => readonly string[],
): Promise<ReadonlySet<string>> {
  const shared = new Set<string>();
  const column = dialect.quote(name);
  for (const some of partsOf(keys)) {
    const binds = new Binds();
    const staying = await run.select<Record<'p0', unknown>>({
      sql: `SELECT ${dialect.asWritten(column, type)} AS p0 FROM ${table.sql.table} ${whereClause([
        dialect.holds(column, type, some, binds.add),
        `(${conditions(binds).join(' AND ')}) IS NOT TRUE`,
      ])}`,
      bind: binds.values,
    });
    for (const row of staying) {
      const key = keyAlong(row, 0);
      if (key !== null) shared.add(keyName(key));
    }
  }
  return shared;
}

export function* partsOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += mostNamed) yield all.slice(i, i + mostNamed);
}
