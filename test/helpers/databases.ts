import { describe } from 'vitest';
import { useFolder } from './folder.js';
import { describeServer, eachServer, engineOf, type AnyServer } from './servers.js';
import { withSqlite } from './sqlite.js';

/** A database of the tests' own, and a way in past the tool. */
export interface TestDatabase {
  readonly dialect: 'sqlite' | 'postgres' | 'mysql';
  url(): string;
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/** Describes tests on a SQLite file (a new one for each test), and on servers. */
export function describeDatabases(
  tests: (database: TestDatabase) => void,
  on: readonly AnyServer[] = eachServer,
): void {
  describe('SQLite', () => {
    const folder = useFolder();
    const path = (): string => folder.file('app.db');
    tests({
      dialect: 'sqlite',
      url: path,
      query: (sql) =>
        withSqlite(path(), async (file) => {
          const statements = sql.split(';\n').filter((statement) => statement.trim() !== '');
          let rows: Record<string, unknown>[] = [];
          for (const statement of statements) rows = await file.all(statement);
          return rows;
        }),
    });
  });
  for (const name of on) {
    describeServer(name, (scratch) => {
      const dialect = engineOf(name);
      tests({ dialect, url: () => scratch.url(), query: (sql) => scratch.query(sql) });
    });
  }
}
