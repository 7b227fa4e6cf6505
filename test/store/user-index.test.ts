import { describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { SequelizeStore } from '../../src/index.js';
import { useFolder } from '../helpers/folder.js';

const folder = useFolder();

/** A table without payloads, in which the column is the only place of a user, with an index on it. */
const table = [
  'CREATE TABLE sessions (id varchar PRIMARY KEY, user_id bigint, expires_at integer)',
  'CREATE INDEX sessions_user_id_index ON sessions (user_id)',
];

describe('the sessions of a user, where the column has an index', () => {
  it.each([undefined, 'token', 'expiry'] as const)(
    'are looked up in it, also page by page (sort: %s)',
    async (sort) => {
      const statements: string[] = [];
      const url = `sqlite:${folder.file('rows.db')}`;
      await using store = await (async () => {
        const database = await Database.open(url, { create: true });
        for (const sql of table) await database.change({ sql });
        await database.change({
          sql: `INSERT INTO sessions SELECT 'token' || key, key % 5, 1790000000000
            FROM json_each($1)`,
          bind: [JSON.stringify(Array.from({ length: 500 }, () => 0))],
        });
        await database.close();
        return SequelizeStore.open(url, {
          layout: 'token-row',
          cleanupInterval: 0,
          onSql: (sql) => statements.push(sql),
        });
      })();
      statements.length = 0;
      const found = [];
      const options = { user: '3', state: 'all', pageSize: 10, ...(sort && { sort }) } as const;
      for await (const session of store.sessions(options)) found.push(session.token);
      expect(found).toHaveLength(100);
      await store.count({ user: '3', state: 'all' });

      const database = await Database.open(url);
      try {
        const filtered = statements.filter((sql) => /WHERE .*"user_id"/.test(sql));
        expect(filtered.length).toBeGreaterThan(1);
        for (const sql of filtered) {
          // What is bound does not matter to the plan; the placeholders do.
          const last = Math.max(...[...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
          const plan = await database.select<{ detail: string }>({
            sql: `EXPLAIN QUERY PLAN ${sql.replace(/INSERT INTO \S+ /, '')}`,
            bind: Array.from({ length: last }, () => 3),
          });
          const details = plan.map(({ detail }) => detail).join('\n');
          // Rows without a token come last, and the token's own index tells that there are none.
          expect(details).toMatch(/SEARCH sessions USING .*(?:sessions_user_id_index|\(id=\?\))/);
          expect(details).not.toMatch(/SCAN sessions/);
        }
      } finally {
        await database.close();
      }
    },
  );
});
