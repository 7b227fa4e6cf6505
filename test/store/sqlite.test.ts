import { Sequelize } from 'sequelize';
import { describe, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { useFolder } from '../helpers/folder.js';
import { withSqlite } from '../helpers/sqlite.js';
import { storeContract } from './contract.js';

const folder = useFolder();

describe('gormstore on SQLite, opened by URL', () => {
  storeContract(async (options) => {
    const store = await SequelizeStore.create(folder.file('sessions.db'), options);
    onTestFinished(() => store.close());
    return store;
  });
});

describe("gormstore on SQLite, over the caller's Sequelize", () => {
  storeContract(async (options) => {
    const storage = folder.file('sessions.db');
    const sequelize = new Sequelize({ dialect: 'sqlite', storage, logging: false });
    const store = await SequelizeStore.create(sequelize, options);
    onTestFinished(async () => {
      await store.close();
      await sequelize.close();
    });
    return store;
  });
});

describe('gormstore on SQLite, in memory', () => {
  storeContract(async (options) => {
    const store = await SequelizeStore.create('sqlite::memory:', options);
    onTestFinished(() => store.close());
    return store;
  });
});

describe("sqlite3store's table", () => {
  storeContract(async (options) => {
    const path = folder.file('sessions.db');
    await withSqlite(path, (file) =>
      file.exec(`CREATE TABLE sessions (token TEXT PRIMARY KEY, data BLOB NOT NULL, expiry REAL NOT NULL);
        CREATE INDEX sessions_expiry_idx ON sessions(expiry);`),
    );
    const store = await SequelizeStore.open(path, options);
    onTestFinished(() => store.close());
    return store;
  });
});
