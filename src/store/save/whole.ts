import type { Dialect } from '../../database/contract.js';
import type { SelectedColumn } from '../../database/many-rows.js';
import type { Runner } from '../../database/statement.js';
import type { Column, TableName } from '../../database/table.js';
import type { Stored, WholeRows } from '../../database/whole.js';
import type { Target } from '../target.js';

/** A table whose rows are read, and written, as they stand there. */
export interface WholeTable {
  readonly form: WholeRows;
  /** All that somebody writes. */
  readonly columns: readonly Column[];
  /** What is asked of a row for `rowIn` to read. */
  readonly selected: readonly SelectedColumn[];
  readonly rowIn: (given: Given) => Record<string, Stored>;
}

/** A row as `selected` asks for it. */
export type Given = Readonly<Record<`w${number}` | `v${number}`, unknown>>;

export async function wholeTable(
  run: Runner,
  dialect: Dialect,
  table: TableName,
  all: readonly Column[],
): Promise<WholeTable> {
  const form = await dialect.whole();
  const statement = form.computed?.(table);
  const computed = statement ? await run.select<{ name: string }>(statement) : [];
  const columns = all.filter(({ name }) => !computed.some((one) => one.name === name));
  const reads = columns.map(({ name, type }) => form.read(dialect.quote(name), type));
  const name = (i: number, part: number): string => `${part === 0 ? 'w' : 'v'}${i}`;
  return {
    form,
    columns,
    selected: reads.flatMap((parts, i) =>
      parts.map((sql, part) => ({ name: name(i, part), kind: 'any', sql }) as const),
    ),
    rowIn: (given) =>
      Object.fromEntries(
        columns.map((column, i) => [column.name, form.value([given[`w${i}`], given[`v${i}`]])]),
      ),
  };
}

/** The table of the sessions so; `undone` where a transaction that fails leaves it as it was. */
export interface WholeSessions extends WholeTable {
  readonly undone: boolean;
}

const known = new WeakMap<Target, Promise<WholeSessions>>();

/** The database is asked once: in a transaction nothing else is asked. */
export function wholeSessions(target: Target): Promise<WholeSessions> {
  let whole = known.get(target);
  if (whole === undefined) {
    whole = find(target);
    known.set(target, whole);
    whole.catch(() => known.delete(target));
  }
  return whole;
}

async function find({ database, table }: Target): Promise<WholeSessions> {
  const whole = await wholeTable(database, database.dialect, table.table, table.columns);
  const statement = whole.form.undone?.(table.table);
  if (!statement) return { ...whole, undone: true };
  const [engine] = await database.select<{ undone: number | boolean | null }>(statement);
  return { ...whole, undone: Boolean(engine?.undone) };
}
