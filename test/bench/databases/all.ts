import type { BenchDatabase } from './contract.js';
import { mariadbBench } from './mariadb.js';
import { postgresBench } from './postgres.js';
import { sqliteBench } from './sqlite.js';

/** The databases that a benchmark of one table goes over. */
export const benchDatabases = {
  sqlite: () => sqliteBench('delete'),
  postgres: postgresBench,
  mariadb: mariadbBench,
} satisfies Record<string, () => Promise<BenchDatabase> | BenchDatabase>;

export type BenchDatabaseName = keyof typeof benchDatabases;

/** Does `work` with an empty table in each of the databases that `only` leaves. */
export async function withEachDatabase(
  only: readonly string[],
  work: (database: BenchDatabase, name: BenchDatabaseName) => Promise<void>,
): Promise<void> {
  for (const name of Object.keys(benchDatabases) as BenchDatabaseName[]) {
    if (only.length > 0 && !only.includes(name)) continue;
    const database = await benchDatabases[name]();
    try {
      await database.prepare(1);
      await database.refresh();
      await database.inShell('DELETE FROM sessions');
      await work(database, name);
    } finally {
      await database.drop();
    }
  }
}
