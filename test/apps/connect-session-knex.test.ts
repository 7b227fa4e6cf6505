import { ConnectSessionKnexStore } from 'connect-session-knex';
import knex from 'knex';
import { describeStore } from './stores.contract.js';

/** What its timer calls; its types keep it private. */
const { dbCleanup } = ConnectSessionKnexStore.prototype as unknown as {
  readonly dbCleanup: (this: ConnectSessionKnexStore) => Promise<void>;
};

const clients = { SQLite: 'sqlite3', PostgreSQL: 'pg', MySQL: 'mysql2', MariaDB: 'mysql2' };

describeStore('connect-session-knex', {
  databases: ['SQLite', 'PostgreSQL', 'MySQL'],
  table: 'sessions',
  id: 'sid',
  open: async ({ name, url }) => {
    const db = knex({
      client: clients[name],
      connection: name === 'SQLite' ? { filename: url } : url,
      useNullAsDefault: true,
    });
    const store = new ConnectSessionKnexStore({ knex: db, cleanupInterval: 0 });
    await store.ready;
    return {
      store,
      cleanUp: () => dbCleanup.call(store),
      close: () => db.destroy(),
    };
  },
});
