import type { Deleted, ExpiredRows, Skipping, SomeRows } from '../../purge/contract.js';
import { mostlyExpired } from '../../purge/mostly-expired.js';
import { ByKeys } from './by-keys.js';
import { LockedKeys } from './locked-keys.js';
import { explain, readsAll } from './passing.js';

/** Rows are locked with `SKIP LOCKED`, and deleted by their keys in the same transaction. */
export const mysqlSkipping: Skipping = {
  begin: async (rows, oldestFirst) =>
    new LockedKeys(rows, !oldestFirst && (await mostlyExpired(rows, explain, readsAll))),
  delete: deleteSome,
};

async function deleteSome(rows: ExpiredRows, { keys }: SomeRows): Promise<Deleted> {
  const started = performance.now();
  const byKeys = new ByKeys(rows);
  const deleted = await rows.database.retryTransaction(async (run) => {
    const locked = await byKeys.lock(run, keys);
    return { found: locked.length, rows: await byKeys.delete(run, locked) };
  });
  return { ...deleted, heldMs: performance.now() - started };
}
