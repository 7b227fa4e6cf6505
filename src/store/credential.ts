import { failureKind } from '../database/failures.js';
import type { CredentialRule } from '../layouts/contract.js';
import { quoteTable } from '../layouts/table-name.js';
import { Binds } from './sql.js';
import type { Target } from './target.js';

/** Looks up what a session proves of its user; null where there is no such table, column or user. */
export async function credentialOf(
  { database, table }: Target,
  { table: name, id, column }: CredentialRule,
  user: string,
): Promise<string | null> {
  const { quote } = database.dialect;
  const { schema } = table.table;
  const binds = new Binds();
  try {
    const [row] = await database.select<{ value: unknown }>({
      sql: `SELECT ${quote(column)} AS ${quote('value')}
        FROM ${quoteTable({ schema, name }, database.dialect)}
        WHERE CAST(${quote(id)} AS CHAR(64)) = ${binds.add(user)}`,
      bind: binds.values,
    });
    return typeof row?.value === 'string' ? row.value : null;
  } catch (error) {
    if (['missing-table', 'forbidden', 'refused'].includes(failureKind(error) ?? '')) return null;
    throw error;
  }
}
