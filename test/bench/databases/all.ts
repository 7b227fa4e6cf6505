import type { BenchDatabase } from './contract.js';
import { mariadbBench } from './mariadb.js';
import { postgresBench } from './postgres.js';
import { sqliteBench } from './sqlite.js';

/** The databases that a benchmark of one table goes over. */
const benchDatabases = {
  sqlite: () => sqliteBench('delete'),
  postgres: postgresBench,
  mariadb: mariadbBench,
} satisfies Record<string, () => Promise<BenchDatabase> | BenchDatabase>;

export type BenchDatabaseName = keyof typeof benchDatabases;

/** The databases that `only` leaves: all of them where it names none. */
export const chosenDatabases = (only: readonly string[]): BenchDatabaseName[] =>
  (Object.keys(benchDatabases) as BenchDatabaseName[]).filter(
    (name) => only.length === 0 || only.includes(name),
  );

/** Does `work` with a table of so many rows, and removes it. */
export async function withDatabase(
  name: BenchDatabaseName,
  rows: number,
  work: (database: BenchDatabase) => Promise<void>,
): Promise<void> {
  const database = await benchDatabases[name]();
  try {
    await database.prepare(rows);
    await database.refresh();
    await work(database);
  } finally {
    await database.drop();
  }
}

/** Does `work` with an empty table in each of the databases that `only` leaves. */
export async function withEachDatabase(
  only: readonly string[],
  work: (database: BenchDatabase, name: BenchDatabaseName) => Promise<void>,
): Promise<void> {
  for (const name of chosenDatabases(only)) {
    await withDatabase(name, 1, async (database) => {
      await database.inShell('DELETE FROM sessions');
      await work(database, name);
    });
  }
}
