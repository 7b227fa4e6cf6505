import type { Database } from '../../database/database.js';
import { whereClause } from '../../database/statement.js';
import type { BoundTable } from '../contract.js';
import { rowsOf } from '../rows.js';

/** Keys that are looked at. */
const sampleRows = 20;

/**
 * The text that an application puts before each id to make its key (Flask-Session's key_prefix), as
 * the rows that are there have it; the usual one where there are none, or where they differ.
 */
export async function keyPrefix(
  database: Database,
  {
    sql,
    key,
    layout,
  }: Pick<BoundTable, 'key' | 'layout'> & {
    sql: Pick<BoundTable['sql'], 'table' | 'isSession'>;
  },
): Promise<string> {
  const { prefix: usual } = layout.key;
  if (usual === null) return '';
  const rows = await database.select<{ token: unknown }>({
    sql: `SELECT ${key.read} AS ${database.dialect.quote('token')} FROM ${sql.table}
      ${whereClause(rowsOf(sql))} LIMIT ${sampleRows}`,
  });
  const texts = rows.flatMap(({ token }) => key.print(token) ?? []);
  const found = new Set(texts.map((text) => text.slice(0, text.lastIndexOf(':') + 1)));
  const [only = usual] = found;
  return found.size === 1 ? only : usual;
}
