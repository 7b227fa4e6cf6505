import { Sequelize } from 'sequelize';
import { describe, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { describeServer, eachServer, type Scratch, type ServerName } from '../helpers/servers.js';
import { storeContract } from './contract.js';

const open = async (
  database: string | Sequelize,
  options: StoreOptions,
): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(database, { create: true, ...options });
  onTestFinished(() => store.close());
  return store;
};

const empty = (scratch: Scratch) => scratch.query('DROP TABLE IF EXISTS sessions');

for (const name of eachServer) {
  describeServer(name, (scratch) => {
    describe('gormstore, opened by URL', () => {
      storeContract(async (options) => {
        await empty(scratch);
        return open(scratch.url(), options);
      });
    });

    describe("gormstore, over the caller's Sequelize", () => {
      storeContract(async (options) => {
        await empty(scratch);
        const url = scratch.url().replace(/^mariadb:/, 'mysql:');
        const sequelize = new Sequelize(url, { logging: false });
        onTestFinished(() => sequelize.close());
        return open(sequelize, options);
      });
    });

    describe("SCS's own store for this database", () => {
      storeContract(async (options) => {
        await empty(scratch);
        for (const sql of scsTable[name]) await scratch.query(sql);
        return open(scratch.url(), options);
      });
    });
  });
}

const mysqlstore = [
  'CREATE TABLE sessions (token CHAR(43) PRIMARY KEY, data BLOB NOT NULL, expiry TIMESTAMP(6) NOT NULL)',
  'CREATE INDEX sessions_expiry_idx ON sessions (expiry)',
];

/** As the READMEs of postgresstore and mysqlstore have it. */
const scsTable = {
  PostgreSQL: [
    'CREATE TABLE sessions (token TEXT PRIMARY KEY, data BYTEA NOT NULL, expiry TIMESTAMPTZ NOT NULL)',
    'CREATE INDEX sessions_expiry_idx ON sessions (expiry)',
  ],
  MySQL: mysqlstore,
  MariaDB: mysqlstore,
} satisfies Record<ServerName, string[]>;
