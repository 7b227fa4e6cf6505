import { failureKind } from '../database/failures.js';
import { SessionAdminError } from '../errors.js';
import type { KeyPart } from './purge/row-key.js';
import { Binds, whereClause } from './sql.js';
import type { Target } from './target.js';

/** What a deletion came to. What of `matched` is neither deleted nor renewed is still there. */
export interface RemoveResult {
  /** Sessions that matched. */
  matched: number;
  deleted: number;
  /** Those that no longer matched when it came to deleting them: renewed, or written anew. */
  renewed: number;
  /** Why the database kept some, where it said so. */
  refused?: SessionAdminError;
}

/** Deletes what `conditions` say of some; around a row that a constraint keeps. */
export async function removeWhere<T>(
  target: Target,
  some: readonly T[],
  conditions: (some: readonly T[], binds: Binds) => string[],
  result: RemoveResult,
): Promise<number> {
  const binds = new Binds();
  const where = whereClause(conditions(some, binds));
  const { sql } = target.table;
  const index = await ledBy(target);
  const from =
    index === null
      ? `DELETE FROM ${sql.table}`
      : `DELETE doomed FROM ${sql.table} AS doomed FORCE INDEX (${index})`;
  try {
    return await target.database.change({ sql: `${from} ${where}`, bind: binds.values });
  } catch (error) {
    if (!(error instanceof SessionAdminError) || failureKind(error) !== 'constraint') throw error;
    result.refused ??= error;
    if (some.length === 1) return 0;
    const half = some.length >> 1;
    const first = await removeWhere(target, some.slice(0, half), conditions, result);
    return first + (await removeWhere(target, some.slice(half), conditions, result));
  }
}

/**
 * The index that leads to a row by its token, where the database locks each row that it passes: the
 * planner would go over all of a small table, and wait for every row that somebody has locked.
 */
async function ledBy(target: Target): Promise<string | null> {
  const known = indexes.get(target);
  if (known !== undefined) return known;
  const { quote, keyParts } = target.database.dialect;
  const { table, sql } = target.table;
  const parts = keyParts === null ? [] : await target.database.select<KeyPart>(keyParts(table));
  const index = parts.find(
    ({ place, column }) => Number(place) === 1 && column !== null && quote(column) === sql.token,
  )?.index;
  const led = index === undefined ? null : quote(index);
  indexes.set(target, led);
  return led;
}

const indexes = new WeakMap<Target, string | null>();
