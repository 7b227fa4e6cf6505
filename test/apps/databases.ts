import { describe } from 'vitest';
import { useFolder } from '../helpers/folder.js';
import { describeServer, servers, type ServerName } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';

export type DatabaseName = 'SQLite' | ServerName;

/** The database of an application, and what a test does in it past the application. */
export interface AppDatabase {
  readonly name: DatabaseName;
  /** What the application and the tool are given: a URL, or a SQLite file's path. */
  readonly url: string;
  readonly quote: (name: string) => string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Keeps a table's rows as they are now, and gives what puts them back, once. */
  keep(table: string): Promise<() => Promise<void>>;
}

/** Describes tests in a SQLite file that is new for each test, or in a database of the test file's own. */
export function describeDatabase(name: DatabaseName, tests: (database: AppDatabase) => void): void {
  if (name === 'SQLite') {
    describe(name, () => {
      const folder = useFolder();
      tests(sqlite(() => folder.file('app.db')));
    });
    return;
  }
  const quote = servers[name].engine === 'mysql' ? inBackticks : inQuotes;
  describeServer(name, (scratch) => {
    tests({
      name,
      get url() {
        return scratch.url();
      },
      quote,
      query: (sql) => scratch.query(sql),
      keep: async (table) => {
        // A temporary table is this connection's alone: the tool does not find it.
        await scratch.query(`CREATE TEMPORARY TABLE kept AS SELECT * FROM ${quote(table)}`);
        return async () => {
          await scratch.query(`DELETE FROM ${quote(table)}`);
          await scratch.query(`INSERT INTO ${quote(table)} SELECT * FROM kept`);
          await scratch.query('DROP TABLE kept');
        };
      },
    });
  });
}

function sqlite(path: () => string): AppDatabase {
  const beside = (sql: string): Promise<void> =>
    withSqlite(path(), (file) => file.exec(`ATTACH '${path()}.kept' AS beside; ${sql}`));
  return {
    name: 'SQLite',
    get url() {
      return path();
    },
    quote: inQuotes,
    query: (sql) => withSqlite(path(), (file) => file.all(sql)),
    keep: async (table) => {
      const name = inQuotes(table);
      await beside(`CREATE TABLE beside.kept AS SELECT * FROM ${name}`);
      return () =>
        beside(`DELETE FROM ${name}; INSERT INTO ${name} SELECT * FROM beside.kept;
          DROP TABLE beside.kept`);
    },
  };
}

const inQuotes = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const inBackticks = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
