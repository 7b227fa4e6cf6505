import { failureOf } from '../database/failures.js';
import { referredTo, refersToNothing } from '../database/refusals.js';
import type { ForeignKey } from '../database/table.js';
import type { Target } from './target.js';

/** The foreign keys of a table and those that lead to it, where its database names none when it refuses. */
export async function foreignKeysOf({ database, table }: Target): Promise<ForeignKey[]> {
  const statement = database.dialect.foreignKeys?.(table.table);
  return statement ? database.select<ForeignKey>(statement) : [];
}

/**
 * What stands in a row's way, in words that name the foreign keys that it may be; null where it is
 * none, or was named. A row that is `written` refers to others, one that is deleted is referred to.
 */
export function unnamedKey(
  error: unknown,
  keys: readonly ForeignKey[],
  way: 'written' | 'deleted',
): string | null {
  if (failureOf(error)?.unnamedKey !== true) return null;
  const candidates = keys.filter(({ own }) => Boolean(own) === (way === 'written'));
  if (candidates.length === 0) return null;
  const names = candidates.map(({ table, columns, parent }) =>
    way === 'written' ? `${columns} → ${parent}` : `${table} (${columns})`,
  );
  const any = names.join(' or ');
  return (way === 'written' ? refersToNothing(null, any) : referredTo(any, null)).what;
}
