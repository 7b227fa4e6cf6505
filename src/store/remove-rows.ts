import type { Statement } from '../database/contract.js';
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

type Conditions<T> = (some: readonly T[], binds: Binds) => string[];

/** Deletes what `conditions` say of some; around a row that a constraint keeps. */
export async function removeWhere<T>(
  target: Target,
  some: readonly T[],
  conditions: Conditions<T>,
  result: RemoveResult,
): Promise<number> {
  const each = async (parts: readonly (readonly T[])[]): Promise<number> => {
    let deleted = 0;
    for (const part of parts) deleted += await removeWhere(target, part, conditions, result);
    return deleted;
  };
  const binds = new Binds();
  const where = whereClause(conditions(some, binds));
  const sql = `DELETE FROM ${target.table.sql.table} ${where}`;
  const statement = { sql, bind: binds.values };
  if (some.length > 1 && (await passesAll(target, statement)))
    return each(some.map((one) => [one]));
  try {
    return await target.database.change(statement);
  } catch (error) {
    if (!(error instanceof SessionAdminError) || failureKind(error) !== 'constraint') throw error;
    result.refused ??= error;
    if (some.length === 1) return 0;
    const half = some.length >> 1;
    return each([some.slice(0, half), some.slice(half)]);
  }
}

/**
 * Whether a deletion by keys would pass over the whole table, as the planner of MySQL and MariaDB
 * has it of a small one, also where it is given an index; they lock, and wait for, each row on the
 * way. Each key by itself leads to its own row alone.
 */
async function passesAll(target: Target, { sql, bind }: Statement): Promise<boolean> {
  const { database } = target;
  const { tableWalk } = database.dialect.batches;
  if (tableWalk === null || !(await leadsByToken(target))) return false;
  const plan = await database.select<object>({
    sql: `${tableWalk.explain} ${sql}`,
    ...(bind && { bind }),
  });
  return tableWalk.readsAll(plan);
}

/** Whether an index leads to a row by its token, where the database locks what it passes. */
function leadsByToken(target: Target): Promise<boolean> {
  const { keyParts, quote } = target.database.dialect;
  if (keyParts === null) return Promise.resolve(false);
  const { table, sql } = target.table;
  const known = leads.get(target);
  if (known) return known;
  const asked = target.database
    .select<KeyPart>(keyParts(table))
    .then((parts) =>
      parts.some(
        ({ place, column }) =>
          Number(place) === 1 && column !== null && quote(column) === sql.token,
      ),
    );
  leads.set(target, asked);
  return asked;
}

const leads = new WeakMap<Target, Promise<boolean>>();
