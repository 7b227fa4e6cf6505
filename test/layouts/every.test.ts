import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { useFolder } from '../helpers/folder.js';
import { describeServer, eachServer, servers } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';
import { layoutContract } from './contract.js';
import type { FrameworkTable } from './tables/contract.js';
import { frameworkTables, titleOf } from './tables/all.js';

const on = (dialect: FrameworkTable['on']) =>
  frameworkTables.filter((table) => table.on === dialect);

const open = async (url: string, options: StoreOptions): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(url, { cleanupInterval: 0, create: false, ...options });
  onTestFinished(() => store.close());
  return store;
};

describe('SQLite', () => {
  const folder = useFolder();
  describe.each(on('sqlite').map((table) => [titleOf(table), table] as const))('%s', (_, table) => {
    layoutContract(table, async () => {
      const path = folder.file('app.db');
      const query = (sql: string) =>
        withSqlite(path, (file) => file.all<Record<string, unknown>>(sql));
      for (const sql of table.create) await query(sql);
      return { open: (options) => open(path, options), query };
    });
  });
});

for (const name of eachServer) {
  describeServer(name, (scratch) => {
    const cases = on(servers[name].engine).map((table) => [titleOf(table), table] as const);
    describe.each(cases)('%s', (_, table) => {
      beforeAll(async () => {
        for (const sql of table.create) await scratch.query(sql);
      });
      afterAll(async () => {
        await scratch.query(`DROP TABLE ${table.table}`);
      });
      layoutContract(table, async () => {
        await scratch.query(`DELETE FROM ${table.table}`);
        return {
          open: (options) => open(scratch.url(), options),
          query: (sql) => scratch.query(sql),
        };
      });
    });
  });
}
