import { failureKind } from '../../database/failures.js';
import { Binds, whereClause } from '../../database/statement.js';
import type { Column, TableName } from '../../database/table.js';
import { withPrefix } from '../../layouts/alike.js';
import type { PartRule, TheirRows } from '../../layouts/also.js';
import { columnOf } from '../../layouts/finding/match.js';
import { keyIn } from '../../layouts/key.js';
import { show } from '../../layouts/refusal.js';
import { quoteTable } from '../../layouts/table-name.js';
import { findPeople } from '../people/table.js';
import type { Target } from '../target.js';

/** Rows of a person in a table that is there. */
export interface Place {
  readonly name: TableName;
  /** Its name for people. */
  readonly title: string;
  /** Its name, quoted. */
  readonly sql: string;
  readonly columns: readonly Column[];
  /** The conditions that a row is the person's, and one that is meant. */
  readonly conditions: (binds: Binds) => string[];
}

/** Counts the rows of a person for which further conditions hold. */
export async function countRows(
  { database }: Target,
  { sql, conditions }: Place,
  further: Place['conditions'] = () => [],
): Promise<number> {
  const binds = new Binds();
  const where = whereClause([...conditions(binds), ...further(binds)]);
  const [row] = await database.select<{ n: number | string }>({
    sql: `SELECT count(*) AS n FROM ${sql} ${where}`,
    bind: binds.values,
  });
  return Number(row?.n ?? 0);
}

/** Where the rows are, or why that is not known. */
export type FoundPlace =
  { readonly place: Place; readonly why: null } | { readonly place: null; readonly why: string };

/** A table with its columns, and the one that says whose a row is. */
interface Described extends Pick<Place, 'name' | 'columns'> {
  readonly whose: Column;
}

/**
 * Finds the table of a rule and the columns that the rule names, for a person of this id. Nothing is
 * taken for it that has other columns.
 */
export async function findPlace(
  target: Target,
  rule: TheirRows,
  user: string,
): Promise<FoundPlace> {
  const table = await tableOf(target, rule);
  if (typeof table === 'string') return { place: null, why: table };
  const title = show(table.name);
  const parts: { part: PartRule; column: Column }[] = [];
  for (const part of rule.where ?? []) {
    const column = columnOf(table.columns, part.column);
    if (column === null) return { place: null, why: hasNo(title, part.column) };
    parts.push({ part, column });
  }
  const values = rule.by === undefined ? [user] : await valuesBy(target, rule.by, user);
  if (values === null) return { place: null, why: `no table of users tells the ${rule.by ?? ''}` };
  const { dialect } = target.database;
  const { quote, holds, startsWith } = dialect;
  // As a key, in the forms in which a UUID or bytes may be given.
  const whose = keyIn(table.whose, dialect);
  const conditions = ({ add }: Binds): string[] => [
    whose.holds(values, add),
    ...parts.map(({ column: { name, type }, part: { is, begins } }) => {
      if (is !== undefined) return holds(quote(name), type, is, add);
      if (begins === undefined) return `${quote(name)} IS NOT NULL`;
      return startsWith(quote(name), type, add(begins), begins);
    }),
  ];
  const { name, columns } = table;
  return { place: { name, title, sql: quoteTable(name, dialect), columns, conditions }, why: null };
}

const hasNo = (title: string, column: string): string => `${title} has no column ${column}`;

/** The table of a rule, or why there is none. */
async function tableOf(target: Target, { at, user }: TheirRows): Promise<Described | string> {
  const { table } = target;
  if (at === 'people') {
    const { table: people, why } = await findPeople(target, () => []);
    if (people === null) return why;
    const { name, id } = people;
    return { name, columns: await describe(target, name), whose: id };
  }
  const found =
    at === 'sessions'
      ? { name: table.table, columns: table.columns }
      : await named(target, withPrefix(at.table, table));
  if (typeof found === 'string') return found;
  const whose = user === undefined ? table.user : columnOf(found.columns, user);
  return whose === null ? hasNo(show(found.name), user ?? 'of the user') : { ...found, whose };
}

/** A table beside the sessions, or where a bare name leads. */
async function named(
  target: Target,
  name: string,
): Promise<Pick<Described, 'name' | 'columns'> | string> {
  const { schema } = target.table.table;
  for (const place of schema === null ? [null] : [schema, null]) {
    const found = { schema: place, name };
    const columns = await describe(target, found);
    if (columns.length > 0) return { name: found, columns };
    // A server may describe nothing of a table to one who may not read it.
    await refuseForbidden(target, found);
  }
  return `there is no table ${name}`;
}

const describe = ({ database }: Target, name: TableName): Promise<Column[]> =>
  database.select<Column>(database.dialect.describe(name));

/** Throws where the table is there, and may not be read. */
async function refuseForbidden({ database }: Target, name: TableName): Promise<void> {
  const sql = `SELECT 1 FROM ${quoteTable(name, database.dialect)} WHERE 1 = 0`;
  await database.select({ sql }).catch((error: unknown) => {
    if (failureKind(error) === 'forbidden') throw error;
  });
}

/** What the table of users has of this person in a column; null where that is not to be known. */
async function valuesBy(target: Target, by: string, user: string): Promise<string[] | null> {
  const { database } = target;
  const { table } = await findPeople(target, () => [by]);
  const [column] = table?.columns ?? [];
  if (!table || !column) return null;
  const binds = new Binds();
  const name = database.dialect.asText(database.dialect.quote(column.name), column.type);
  const rows = await database.select<{ name: string | null }>({
    sql: `SELECT ${name} AS name FROM ${table.sql} WHERE ${table.key.holds([user], binds.add)}`,
    bind: binds.values,
  });
  return rows.flatMap((row) => row.name ?? []);
}
