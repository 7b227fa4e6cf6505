import { Binds } from '../../../database/statement.js';
import type { Column } from '../../../database/table.js';
import { caveatOf, type CacheRule } from '../../../layouts/also.js';
import { columnOf } from '../../../layouts/finding/match.js';
import { quoteTable } from '../../../layouts/table-name.js';
import { ok, warn, type Check } from '../contract.js';
import type { Target } from '../../target.js';

/** Whether a session that is deleted here lives on elsewhere. */
export const deletion: Check = {
  name: 'deletion',
  run: async (target) => {
    const { layout } = target.table;
    for (const { cache, end = null } of layout.livesOn) {
      const found = cache && (await tableOf(cache, target));
      if (cache && typeof found === 'string') {
        return warn(`${cache.what} is in use: a deleted session lives on in ${found}`, end);
      }
    }
    const caveat = caveatOf(layout);
    return caveat === null
      ? ok('nothing is known that would outlive it')
      : ok(`keep in mind, of ${layout.title}: ${caveat}`);
  },
};

/** The cache's table in this database that holds sessions now; null where there is none. */
async function tableOf(
  cache: CacheRule,
  { database, table, clock }: Target,
): Promise<string | null> {
  const { dialect } = database;
  const tables = await database.select<{ name: string }>(dialect.listTables());
  const now = clock.now().toISOString().slice(0, 19).replace('T', ' ');
  for (const { name } of tables.filter((one) => /cache/i.test(one.name))) {
    const at = { schema: table.table.schema, name };
    const columns = await database.select<Column>(dialect.describe(at));
    const [key, until] = [cache.key, cache.until].map((column) => columnOf(columns, column));
    if (!key || !until) continue;
    const binds = new Binds();
    const rows = await database.select({
      sql: `SELECT 1 AS held FROM ${quoteTable(at, dialect)}
        WHERE ${dialect.quote(key.name)} LIKE ${binds.add(`%${cache.mark}%`)}
          AND ${dialect.quote(until.name)} > ${binds.add(now)} LIMIT 1`,
      bind: binds.values,
    });
    if (rows.length > 0) return name;
  }
  return null;
}
