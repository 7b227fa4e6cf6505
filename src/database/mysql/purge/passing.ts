import type { Dialect } from '../../contract.js';
import { keyParts, leading, type KeyPart } from './key-parts.js';

/** Goes before a statement, and has the planner say how it would go about it: MySQL 9's own way is a tree. */
export const explain = 'EXPLAIN FORMAT = TRADITIONAL';

/** Whether the planner would read the whole table. */
export const readsAll = ([first]: readonly object[]): boolean =>
  first !== undefined && 'type' in first && first.type === 'ALL';

/**
 * Of a small table the planners pass over the whole also where they are given an index, and they
 * lock, and wait for, each row on the way. Each key by itself leads to its own row alone.
 */
export const mysqlPassing: Dialect['passing'] = async (run, table, column) => {
  const parts = await run.select<KeyPart>(keyParts(table));
  if (leading(parts, column) === null) return null;
  return async ({ sql, bind }) =>
    readsAll(await run.select<object>({ sql: `${explain} ${sql}`, ...(bind && { bind }) }));
};
