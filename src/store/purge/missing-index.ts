import type { Target } from '../target.js';

/** The statement that would add an index on expiry; null where there is one to go along. */
export async function missingIndex({ database, table }: Target): Promise<string | null> {
  if (table.expiryColumn === null) return null;
  const { dialect } = database;
  const rows = await database.select<{ name: string }>(dialect.indexedColumns(table.table));
  if (rows.some(({ name }) => dialect.quote(name) === table.sql.expiry)) return null;
  const index = dialect.quote(`idx_${table.table.name}_expiry`);
  return dialect.addIndex(index, table.sql.table, table.sql.expiry);
}
