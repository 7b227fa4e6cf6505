import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { describeStore } from './stores.contract.js';

const PgStore = connectPgSimple(session);

describeStore('connect-pg-simple', {
  databases: ['PostgreSQL'],
  table: 'session',
  id: 'sid',
  open: async ({ url }) => {
    const store = new PgStore({
      conString: url,
      createTableIfMissing: true,
      pruneSessionInterval: false,
    });
    const cleanUp = () =>
      new Promise<void>((resolve, reject) => {
        store.pruneSessions((error?: Error | null) => (error ? reject(error) : resolve()));
      });
    // It makes its table with its first query.
    await cleanUp();
    return {
      store,
      cleanUp,
      close: () => store.close(),
    };
  },
});
