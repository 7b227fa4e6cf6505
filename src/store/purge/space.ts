import { numberOf } from '../../database/storage.js';
import { SessionAdminError } from '../../errors.js';
import type { Target } from '../target.js';
import { elapsed } from '../../clock.js';

/** The space of fewer rows is not worth a word. */
const fewestRows = 10_000;
/** It is an aside: nobody waits for it longer. */
const lookMs = 2000;

/**
 * What the table takes on disk now, in bytes; of a SQLite file, the whole file. Null where the database
 * does not say so at once: it is an aside.
 */
export async function sizeOnDisk({ database, table }: Target): Promise<number | null> {
  const question = table.isView ? null : database.dialect.space.size(table.table);
  if (question === null) return null;
  try {
    const deadline = elapsed() + lookMs;
    const [row] = await database.within({ deadline }).select<{ bytes: unknown }>(question);
    return numberOf(row?.bytes);
  } catch (error) {
    if (error instanceof SessionAdminError) return null;
    throw error;
  }
}

/**
 * What gives the space back that a purge of so many rows has left empty, in words. Null where that is
 * little: less than half of the table's rows, or few; where the database keeps none, and where it
 * does not say so in time.
 */
export async function spaceAdvice(target: Target, deleted: number): Promise<string | null> {
  if (deleted < fewestRows) return null;
  const { dialect } = target.database;
  const { table } = target.table.sql;
  const database = target.database.within({ deadline: elapsed() + lookMs });
  try {
    if (dialect.space.kept !== null) {
      const [row] = await database.select<{ keeps: unknown }>(dialect.space.kept);
      if (!row?.keeps) return null;
    }
    // No more than as many rows as went: how many more there are makes no difference.
    const [row] = await database.select<{ n: number | string }>({
      sql: `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} LIMIT ${deleted + 1}) AS some_rows`,
      whole: true,
    });
    return Number(row?.n) <= deleted ? dialect.space.givesBack(table) : null;
  } catch (error) {
    if (error instanceof SessionAdminError) return null;
    throw error;
  }
}
