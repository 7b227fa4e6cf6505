import type { Deleted, ExpiredRows, Reach, Skipping, SomeRows } from '../../purge/contract.js';
import { mostlyExpired } from '../../purge/mostly-expired.js';
import { ByKeys } from './by-keys.js';
import { LockedKeys } from './locked-keys.js';
import type { Runner } from '../../statement.js';
import { deleteFrom, forceIndex } from '../spelling.js';
import { explain, readsAll } from './passing.js';
import { isOneOf } from './row-key.js';
import { elapsed } from '../../../clock.js';

/** Rows are locked with `SKIP LOCKED`, and deleted by their keys in the same transaction. */
export const mysqlSkipping: Skipping = {
  begin: async (rows, oldestFirst) =>
    new LockedKeys(rows, !oldestFirst && (await mostlyExpired(rows, explain, readsAll))),
  delete: deleteSome,
  lock: lockSome,
};

async function lockSome(run: Runner, rows: ExpiredRows, { keys }: SomeRows): Promise<Reach | null> {
  const locked = await new ByKeys(rows).lock(run, keys);
  const { key, table } = rows;
  return locked.length === 0
    ? null
    : {
        rows: locked.length,
        conditions: (binds) => [isOneOf(key, locked, binds)],
        from: `${table.sql.table} ${forceIndex(key.index)}`,
        deleteFrom: deleteFrom(table.sql.table, key.index),
      };
}

async function deleteSome(rows: ExpiredRows, { keys }: SomeRows): Promise<Deleted> {
  const started = elapsed();
  const byKeys = new ByKeys(rows);
  const deleted = await rows.database.retryTransaction(async (run) => {
    const locked = await byKeys.lock(run, keys);
    return { found: locked.length, rows: await byKeys.delete(run, locked) };
  });
  return { ...deleted, heldMs: elapsed() - started };
}
