import Database from 'better-sqlite3';
import betterSqlite3Store from 'better-sqlite3-session-store';
import session from 'express-session';
import { describeStore } from './stores.contract.js';

/** Its timer cannot be switched off, nor stopped. */
class SqliteStore extends betterSqlite3Store(session) {
  override startInterval(): void {
    // The tests call its work themselves.
  }
}

describeStore('better-sqlite3-session-store', {
  databases: ['SQLite'],
  table: 'sessions',
  id: 'sid',
  open: ({ url }) => {
    const client = new Database(url);
    // It asks SQLite for the time, which the tests set for this process alone.
    client.function('datetime', (time: unknown) => sqliteTime(String(time)));
    const store = new SqliteStore({ client });
    return {
      store,
      cleanUp: () => store.clearExpiredSessions(),
      close: () => client.close(),
    };
  },
});

/** SQLite's own datetime(): to the second, rounded down. */
function sqliteTime(time: string): string {
  const at = time === 'now' ? new Date() : new Date(time);
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
