import connectSqlite3 from 'connect-sqlite3';
import { once } from 'node:events';
import session from 'express-session';
import sqlite3 from 'sqlite3';
import { describeStore } from './stores.contract.js';

const SqliteStore = connectSqlite3(session);

/** Opens a store; it cleans up once as it does so, and daily then. */
async function open(path: string) {
  const db = new sqlite3.Database(path);
  const store = new SqliteStore({ db });
  await once(store.client, 'connect');
  // Closing waits for what has been asked of the file before.
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => db.close((error) => (error ? reject(error) : resolve())));
  return { store, close };
}

describeStore('connect-sqlite3', {
  databases: ['SQLite'],
  table: 'sessions',
  id: 'sid',
  open: async ({ url }) => ({
    ...(await open(url)),
    cleanUp: async () => (await open(url)).close(),
  }),
});
