import connectMysql from 'express-mysql-session';
import session from 'express-session';
import { describeStore } from './stores.contract.js';

const MysqlStore = connectMysql(session);

describeStore('express-mysql-session', {
  databases: ['MySQL', 'MariaDB'],
  table: 'sessions',
  id: 'session_id',
  open: async ({ url }) => {
    const { hostname, port, username, password, pathname } = new URL(url);
    const store = new MysqlStore({
      host: hostname,
      port: Number(port),
      user: username,
      password: decodeURIComponent(password),
      database: pathname.slice(1),
      clearExpired: false,
    });
    await store.onReady();
    return {
      store,
      cleanUp: () => store.clearExpiredSessions(),
      close: () => store.close(),
    };
  },
});
