import type { Database } from '../../database/database.js';
import type { BoundTable } from '../contract.js';
import type { InstantForm, SqliteForm } from '../../database/expiry/contract.js';
import { textFormOf } from '../../database/expiry/text-forms.js';
import { firstSecond, threshold } from '../../database/expiry/whole-numbers.js';

/** Of one narrow column, and where many say nothing. */
const sampleRows = 200;

/** What of a table the rows are read with: names are quoted. */
type Place = Pick<BoundTable['sql'], 'table' | 'expiry'>;

/**
 * The form of instants as the rows that are there write them; the form given where they do not tell.
 * A column of numbers that are no instants is of no form: its `integer` is null then.
 */
export async function formOfRows(
  form: InstantForm,
  { table, expiry }: Place,
  database: Database,
): Promise<InstantForm> {
  const rows = await database.select<{ stored: unknown }>({
    sql: `SELECT ${expiry} AS ${database.dialect.quote('stored')} FROM ${table} LIMIT ${sampleRows}`,
  });
  const values = rows.map(({ stored }) => stored).filter((stored) => stored !== null);
  const most = mostOf(values.flatMap((value) => formOf(value) ?? []));
  if (most === null) return values.length > 0 ? { ...form, integer: null } : form;
  const integer = most === 'seconds' || most === 'milliseconds' ? most : null;
  return { ...form, sqlite: most, integer };
}

/** The form of one value; null where it is no instant that we know. */
function formOf(stored: unknown): SqliteForm | null {
  if (stored instanceof Date) return null;
  const number = typeof stored === 'string' && !/^[0-9.]+$/.test(stored) ? NaN : Number(stored);
  if (!Number.isNaN(number)) {
    if (number >= threshold) return 'milliseconds';
    if (number >= firstSecond) return 'seconds';
    return number > 1e6 ? 'julian' : null;
  }
  return typeof stored === 'string' && /^[0-9]{4}-/.test(stored) ? textFormOf(stored) : null;
}

/** What occurs most often, the first of those that occur alike; null where there is nothing. */
function mostOf<Value>(values: readonly Value[]): Value | null {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}
