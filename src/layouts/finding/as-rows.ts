import type { Database } from '../../database/database.js';
import type { Column } from '../../database/table.js';
import type { BoundTable } from '../contract.js';
import type { InstantForm, SqliteForm } from '../../database/expiry/contract.js';
import { textFormOf } from '../../database/expiry/text-forms.js';
import { whereClause } from '../../database/statement.js';
import { rowsOf, type Rows } from '../rows.js';
import { firstSecond, threshold } from '../../database/expiry/whole-numbers.js';

/** Of one narrow column, and where many say nothing. */
const sampleRows = 200;

/** What of a table the rows are read with: names are quoted; `type` is the expiry's. */
type Place = Pick<BoundTable['sql'], 'table' | 'expiry'> & Pick<Column, 'type'> & Partial<Rows>;

/**
 * The form of instants as the rows that are there write them; the form given where none tells, as 0
 * and other marks do not. A column of numbers that are no instants is of no form: its `integer` is
 * null then.
 */
export async function formOfRows(
  form: InstantForm,
  { table, expiry, type, isSession = null }: Place,
  database: Database,
): Promise<InstantForm> {
  const { dialect } = database;
  const some = async (where: readonly string[]): Promise<unknown[]> => {
    const rows = await database.select<{ stored: unknown }>({
      sql: `SELECT ${expiry} AS ${dialect.quote('stored')} FROM ${table}
        ${whereClause([...rowsOf({ isSession }), ...where])} LIMIT ${sampleRows}`,
      whole: where.length > 0,
    });
    return rows.map(({ stored }) => stored).filter((stored) => stored !== null);
  };
  const formsOf = (values: readonly unknown[]) => values.flatMap((value) => formOf(value) ?? []);
  let values = await some([]);
  if (values.length > 0 && formsOf(values).length === 0)
    values = await some([dialect.tells(expiry, type)]);
  const most = mostOf(formsOf(values));
  if (most === null) return values.length > 0 ? { ...form, integer: null } : form;
  const integer = most === 'seconds' || most === 'milliseconds' ? most : null;
  return { ...form, sqlite: most, integer };
}

/** What is more has a meaning of its own, such as never. */
const longestMillis = 5e15;

/** The form of one value; null where it is no instant that we know. */
function formOf(stored: unknown): SqliteForm | null {
  if (stored instanceof Date) return null;
  const number = typeof stored === 'string' && !/^[0-9.]+$/.test(stored) ? NaN : Number(stored);
  if (!Number.isNaN(number)) {
    if (number > longestMillis) return null;
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
