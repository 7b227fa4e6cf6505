import type { Sequelize } from 'sequelize';
import { Database } from '../database/database.js';
import { resolveTable } from '../layouts/finding/resolve.js';
import { databaseOptions, resolveOptions, type StoreOptions } from './options.js';
import { checkInterval } from './purge/cleanup.js';
import { createTarget, type Target } from './target.js';

/** Opens a database and finds the session table in it; where that fails, nothing is left open. */
export async function openTarget(
  database: string | Sequelize,
  options: StoreOptions,
): Promise<Target> {
  const { readOnly = false, create = false, cleanupInterval = 0 } = options;
  checkInterval(cleanupInterval);
  if (readOnly && (create || cleanupInterval > 0)) {
    throw new RangeError('a read-only store can neither create its table nor clean it up');
  }
  const opened = await Database.open(database, databaseOptions(options));
  try {
    const table = await resolveTable(opened, { ...resolveOptions(options), create });
    return createTarget(opened, table, options);
  } catch (error) {
    await opened.close();
    throw error;
  }
}
