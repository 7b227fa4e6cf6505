import type { Json } from '../../src/index.js';
import { encodeSerialized } from '../../src/codecs/php/encode.js';
import type { TestDatabase } from './databases.js';
import { connect } from './server-session.js';
import { withSqlite } from './sqlite.js';

/** The tables of a site as WordPress makes them, for each database that it runs on. */
const tables = (prefix: string, isSqlite: boolean): string[] => {
  const id = isSqlite
    ? 'INTEGER PRIMARY KEY AUTOINCREMENT'
    : 'bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY';
  const whole = isSqlite ? 'INTEGER' : 'bigint(20) unsigned';
  return [
    `CREATE TABLE ${prefix}users (ID ${id}, user_login varchar(60) NOT NULL DEFAULT '',
      user_pass varchar(255) NOT NULL DEFAULT '', user_email varchar(100) NOT NULL DEFAULT '')`,
    `CREATE TABLE ${prefix}usermeta (umeta_id ${id}, user_id ${whole} NOT NULL DEFAULT 0,
      meta_key varchar(255) DEFAULT NULL, meta_value ${isSqlite ? 'text' : 'longtext'})`,
    `CREATE INDEX ${prefix}user_id ON ${prefix}usermeta (user_id)`,
    `CREATE INDEX ${prefix}meta_key ON ${prefix}usermeta (meta_key${isSqlite ? '' : '(191)'})`,
  ];
};

/** A site in a database of the tests', past the tool. */
export interface WordPress {
  /** Puts a cell of sessions, or any other text, into a row of a user's. */
  cell(user: number, cell: Json, key?: string): Promise<void>;
  /** The rows of a user's cells, in order. */
  cells(user?: number): Promise<string[]>;
}

/** Makes a site anew: three users, with what else WordPress keeps of them. */
export async function makeWordPress(database: TestDatabase, prefix = 'wp_'): Promise<WordPress> {
  for (const name of ['users', 'usermeta']) {
    await database.query(`DROP TABLE IF EXISTS ${prefix}${name}`);
  }
  for (const sql of tables(prefix, database.dialect === 'sqlite')) await database.query(sql);
  const users = ['ann', 'ben', 'cat'].map((name) => `('${name}', '${name}@example.test')`);
  await database.query(
    `INSERT INTO ${prefix}users (user_login, user_email) VALUES ${users.join(', ')}`,
  );
  const insert = (user: number, key: string, value: string): Promise<unknown> =>
    database.query(
      `INSERT INTO ${prefix}usermeta (user_id, meta_key, meta_value)
        VALUES (${user}, '${key}', '${value.replaceAll("'", "''")}')`,
    );
  for (const user of [1, 2, 3]) {
    await insert(user, 'nickname', 'session_tokens');
    await insert(user, `${prefix}capabilities`, 'a:1:{s:13:"administrator";b:1;}');
  }
  return {
    cell: async (user, cell, key = 'session_tokens') => {
      await insert(user, key, typeof cell === 'string' ? cell : serialized(cell));
    },
    cells: async (user) => {
      const rows = await database.query(
        `SELECT meta_value AS cell FROM ${prefix}usermeta WHERE meta_key = 'session_tokens'
          ${user === undefined ? '' : `AND user_id = ${user}`} ORDER BY umeta_id`,
      );
      return rows.map(({ cell }) => cell as string);
    },
  };
}

export const serialized = (value: Json): string => encodeSerialized(value).toString();

/** The key of a session, told by a letter. */
export const verifier = (letter: string): string => letter.repeat(64);

/** A session as WordPress keeps it. */
export const loggedIn = (expiration: Date, login: Date, more: Record<string, Json> = {}) => ({
  expiration: Math.floor(expiration.getTime() / 1000),
  ip: '203.0.113.9',
  ua: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  login: Math.floor(login.getTime() / 1000),
  ...more,
});

/** Has a user's cell in hand on another connection, as a login that locks it has, while `work` goes on. */
export async function withCellHeld<T>(
  database: TestDatabase,
  user: number,
  work: (cell: string, write: (cell: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const where = `WHERE meta_key = 'session_tokens' AND user_id = ${user}`;
  const read = `SELECT meta_value AS cell FROM wp_usermeta ${where}`;
  const hold = async (
    query: (sql: string) => Promise<Record<string, unknown>[]>,
    begin: string,
    lock: string,
  ): Promise<T> => {
    await query(begin);
    const [row] = await query(read + lock);
    const result = await work(row?.['cell'] as string, async (cell) => {
      const value = cell.replaceAll("'", "''");
      await query(`UPDATE wp_usermeta SET meta_value = '${value}' ${where}`);
    });
    await query('COMMIT');
    return result;
  };
  if (database.dialect === 'sqlite') {
    const path = database.url();
    return withSqlite(path, (file) => hold((sql) => file.all(sql), 'BEGIN IMMEDIATE', ''));
  }
  const session = await connect(database.dialect, database.url());
  try {
    return await hold((sql) => session.query(sql), 'BEGIN', ' FOR UPDATE');
  } finally {
    await session.close();
  }
}
