// What the stores that come without types show of themselves, as far as the tests use it.

declare module 'better-sqlite3-session-store' {
  import type session from 'express-session';
  class SqliteStore extends session.MemoryStore {
    constructor(options: { client: object });
    startInterval(): void;
    clearExpiredSessions(): void;
  }
  export default function betterSqlite3Store(from: typeof session): typeof SqliteStore;
}

declare module 'connect-sqlite3' {
  import type { EventEmitter } from 'node:events';
  import type session from 'express-session';
  class SqliteStore extends session.MemoryStore {
    readonly client: EventEmitter;
    constructor(options: { db: object });
  }
  export default function connectSqlite3(from: typeof session): typeof SqliteStore;
}

declare module 'express-mysql-session' {
  import type session from 'express-session';
  class MysqlStore extends session.MemoryStore {
    constructor(options: object);
    onReady(): Promise<void>;
    clearExpiredSessions(): Promise<void>;
    close(): Promise<void>;
  }
  export default function connectMysql(from: typeof session): typeof MysqlStore;
}
