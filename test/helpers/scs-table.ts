import { withSqlite, type Value } from './sqlite.js';

/** One row as a test writes it; a payload that is not bytes or text is stored as JSON. */
export interface ScsRow {
  token: Value;
  data?: Buffer | string | null | object;
  expiry?: Value;
  /** Values of further columns. */
  [column: string]: Value | object | undefined;
}

interface ScsTable {
  name?: string;
  /** Declarations of columns beside the three of SCS. */
  columns?: string;
  /** The declared type of the expiry. */
  expiry?: string;
}

export const farAhead = '2090-01-02 03:04:05.678+00:00';
export const longAgo = '2020-01-02 03:04:05.678+00:00';

/** A token as SCS makes them, told apart by its number: 43 characters, the number in front. */
export const tokenOf = (n: number): string => `t${String(n).padStart(7, '0')}-${'x'.repeat(34)}`;

/** Makes a table as gormstore does, with these rows, active unless they say otherwise. */
export async function createScs(
  path: string,
  rows: readonly ScsRow[],
  { name = 'sessions', columns, expiry: type = 'datetime' }: ScsTable = {},
): Promise<string> {
  const table = quoted(name);
  await withSqlite(path, async (file) => {
    await file.exec(
      `CREATE TABLE ${table} (token varchar(43), data blob, expiry ${type}${columns ? `, ${columns}` : ''}, PRIMARY KEY (token));
       CREATE INDEX ${quoted(`idx_${name}_expiry`)} ON ${table} (expiry); BEGIN`,
    );
    for (const row of rows) {
      const { token, data = {}, expiry = farAhead, ...more } = row;
      const extra = Object.entries(more) as [string, Value][];
      const names = ['token', 'data', 'expiry', ...extra.map(([column]) => quoted(column))];
      await file.run(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        [token, payload(data), expiry, ...extra.map(([, value]) => value)],
      );
    }
    await file.exec('COMMIT');
  });
  return path;
}

/** Makes a table of many small sessions; those whose number is below `expired` have run out. */
export async function createManyScs(path: string, count: number, expired = 0): Promise<string> {
  await createScs(path, []);
  await withSqlite(path, (file) =>
    file.exec(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})
       INSERT INTO sessions SELECT printf('t%07d-${'x'.repeat(34)}', i), CAST('{"n":' || i || '}' AS BLOB),
         CASE WHEN i < ${expired} THEN '${longAgo}' ELSE '${farAhead}' END FROM n`,
    ),
  );
  return path;
}

const payload = (data: Buffer | string | null | object): Value =>
  data === null || typeof data === 'string' || Buffer.isBuffer(data)
    ? data
    : Buffer.from(JSON.stringify(data));

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
