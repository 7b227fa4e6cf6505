import type { Stretch } from '../../database/expiry/contract.js';
import type { Target } from '../target.js';
import type { Batcher } from './batch.js';
import { BlockWalk } from './block-walk.js';
import { mostlyExpired } from './mostly-expired.js';
import { LockedKeys } from './locked-keys.js';
import { OneStatement } from './one-statement.js';
import type { RowKey } from './row-key.js';

/**
 * Picks the fast way, by what the dialect can do and by how much of the table has expired; null where
 * there is none. `oldestFirst` keeps to the index, since a purge with a limit owes it to take the
 * longest dead.
 */
export async function createBatcher(
  target: Target,
  stretch: Stretch,
  cutoff: Date,
  key: RowKey,
  oldestFirst: boolean,
): Promise<Batcher | null> {
  const { database, table } = target;
  const { skipLocked, rowPlace, tableWalk } = database.dialect.batches;
  if (!skipLocked) return null;
  const most =
    tableWalk !== null && !oldestFirst && (await mostlyExpired(target, stretch, tableWalk));
  if (rowPlace === null) return new LockedKeys(target, stretch, cutoff, key, most);
  const [size] =
    most && tableWalk.blocks
      ? await database.select<{ blocks: number | null }>(tableWalk.blocks(table.table))
      : [];
  if (typeof size?.blocks === 'number')
    return new BlockWalk(target, stretch, cutoff, rowPlace, size.blocks);
  return new OneStatement(target, stretch, cutoff, rowPlace);
}
