import initStore from 'connect-session-sequelize';
import { Store } from 'express-session';
import { Sequelize } from 'sequelize';
import { describeStore } from './stores.contract.js';

const SequelizeSessionStore = initStore(Store);
/** Its types leave out its cleanup. */
type SequelizeSessionStore = InstanceType<typeof SequelizeSessionStore> & {
  readonly clearExpiredSessions: () => Promise<void>;
};

describeStore('connect-session-sequelize', {
  databases: ['SQLite', 'PostgreSQL', 'MariaDB'],
  table: 'Sessions',
  id: 'sid',
  open: async ({ name, url }) => {
    const db =
      name === 'SQLite'
        ? new Sequelize({ dialect: 'sqlite', storage: url, logging: false })
        : new Sequelize(url.replace(/^mariadb:/, 'mysql:'), { logging: false });
    const store = new SequelizeSessionStore({ db }) as SequelizeSessionStore;
    await db.sync();
    return {
      store,
      cleanUp: () => store.clearExpiredSessions(),
      close: () => {
        store.stopExpiringSessions();
        return db.close();
      },
    };
  },
  // Its model allows no end at all.
  odd: ({ quote }) =>
    `UPDATE ${quote('Sessions')} SET ${quote('expires')} = NULL WHERE ${quote('sid')} = 'odd'`,
});
