import type { Column } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import type { ExpiryFormat, InstantForm } from '../../database/expiry/contract.js';
import { formOfRows } from './as-rows.js';

/**
 * How a column other than the expiry writes an instant: as its type says, else as its rows have it,
 * else in this form, which is how the layout writes its own; null where nothing tells.
 */
export async function instantFormat(
  database: Database,
  table: string,
  { name, type }: Column,
  form: InstantForm,
): Promise<ExpiryFormat | null> {
  const { dialect } = database;
  if (!dialect.looseTypes && isDated(type)) return dialect.expiryFormat(type, form);
  // What has 32 bits holds no milliseconds.
  const isNarrow = !dialect.looseTypes && type.startsWith('int');
  const usual = {
    ...form,
    ...(isNarrow && { integer: 'seconds' as const }),
    toldBy: 'rows',
  } as const;
  const told = await formOfRows(usual, { table, expiry: dialect.quote(name), type }, database);
  return told.integer === 'untold' ? null : dialect.expiryFormat(type, told);
}

/** Whether a type says by itself that it holds instants. */
const isDated = (type: string): boolean => /^(?:timestamp|datetime)/.test(type);
