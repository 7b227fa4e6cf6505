import sqlite3 from 'sqlite3';

export type Value = string | number | Buffer | null;

/** A SQLite file, opened by the driver alone: what the tests set up with and look into. */
export interface SqliteFile {
  /** Runs statements without values. */
  exec(sql: string): Promise<void>;
  run(sql: string, values: readonly Value[]): Promise<void>;
  all<Row>(sql: string): Promise<Row[]>;
}

/** Opens a file, made where it is missing, for as long as `work` takes. */
export async function withSqlite<T>(
  path: string,
  work: (file: SqliteFile) => Promise<T>,
): Promise<T> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(opened)));
  });
  const done = settle(database);
  try {
    return await work({
      exec: (sql) => done((callback) => database.exec(sql, callback)),
      run: (sql, values) => done((callback) => database.run(sql, [...values], callback)),
      all: <Row>(sql: string) =>
        new Promise<Row[]>((resolve, reject) => {
          database.all<Row>(sql, (error, rows) => (error ? reject(error) : resolve(rows)));
        }),
    });
  } finally {
    await done((callback) => database.close(callback));
  }
}

const settle =
  (database: sqlite3.Database) => (start: (callback: (error: Error | null) => void) => unknown) =>
    new Promise<void>((resolve, reject) => {
      database.configure('busyTimeout', 10_000);
      start((error) => (error ? reject(error) : resolve()));
    });

/** The rows of a query on a file. */
export const query = <Row>(path: string, sql: string): Promise<Row[]> =>
  withSqlite(path, (file) => file.all<Row>(sql));

/** The first value of the first row. */
export async function scalar(path: string, sql: string): Promise<unknown> {
  const [row] = await query<Record<string, unknown>>(path, sql);
  return Object.values(row ?? {})[0];
}
