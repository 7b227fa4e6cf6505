import connectSqlite3 from 'connect-sqlite3';
import { once } from 'node:events';
import session from 'express-session';
import sqlite3 from 'sqlite3';
import { describeStore, settled } from './stores.contract.js';

const SqliteStore = connectSqlite3(session);

/** Opens a store; it cleans up once as it does so, and daily then. */
async function open(path: string) {
  const db = new sqlite3.Database(path);
  const store = new SqliteStore({ db });
  await once(store.client, 'connect');
  // Both wait for what has been asked of the file before: for the cleanup.
  await settled((done) => db.exec('', done));
  const close = (): Promise<void> => settled((done) => db.close(done));
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
