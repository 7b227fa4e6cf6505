import mysql2 from 'mysql2/promise';
import pg from 'pg';

/** Runs statements on a server, past the tool. */
export interface ServerSession {
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens a connection with the driver alone. */
export async function connect(engine: 'postgres' | 'mysql', url: string): Promise<ServerSession> {
  if (engine === 'postgres') {
    const client = new pg.Client({ connectionString: url });
    // A server that is stopped under a test ends the connection; the next query says so.
    client.on('error', () => undefined);
    await client.connect();
    return {
      query: async (sql, values) => {
        const result = await client.query<Record<string, unknown>>(sql, values);
        return result.rows;
      },
      close: () => client.end(),
    };
  }
  const client = await mysql2.createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    dateStrings: true,
    multipleStatements: true,
  });
  return {
    query: async (sql, values) => {
      const [rows] = await client.query(sql, values);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    },
    close: () => client.end(),
  };
}
