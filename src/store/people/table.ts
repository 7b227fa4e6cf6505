import { failureKind } from '../../database/failures.js';
import type { Column, TableName } from '../../database/table.js';
import { SessionAdminError } from '../../errors.js';
import { withPrefix } from '../../layouts/alike.js';
import { columnOf, fold } from '../../layouts/finding/match.js';
import { keyIn, type Key } from '../../layouts/key.js';
import { show } from '../../layouts/refusal.js';
import { parseTableName, quoteTable } from '../../layouts/table-name.js';
import type { PeopleRule } from '../../layouts/users.js';
import type { Target } from '../target.js';
import type { PeopleColumns } from './columns.js';
import { noSuchColumn, noSuchTable, notText } from './refusal.js';

/** A table of users, of which the id and some columns can be read. */
export interface PeopleTable {
  /** Its name for people. */
  readonly title: string;
  readonly name: TableName;
  /** Its name, quoted. */
  readonly sql: string;
  readonly id: Column;
  readonly key: Key;
  /** Those that were wanted, are there and may be read, in the order in which they were wanted. */
  readonly columns: readonly Column[];
}

/** The table of users, or why there is none to ask. */
export type FoundPeople =
  | { readonly table: PeopleTable; readonly why: null }
  | { readonly table: null; readonly why: string };

/** The columns that are wanted of such a table. */
export type Wanted = (rule: PeopleRule) => readonly string[];

const none = (why: string): FoundPeople => ({ table: null, why });

/**
 * Finds the table of users: the one that was named, or else the first of the framework's that is
 * there, beside the sessions or where a bare name leads, and may be read.
 *
 * Throws `INVALID_ARGUMENT` where one was named that is not there, or not as it was said to be.
 */
export async function findPeople(target: Target, wanted: Wanted): Promise<FoundPeople> {
  const { people, table } = target;
  if (people === false) return none('no table of users is to be asked');
  if (people !== null) return named(target, people, wanted);
  const rules = table.layout.user.tables;
  if (rules.length === 0) return none(`${table.layout.title} has no table of users of its own`);
  const { schema } = table.table;
  for (const place of schema === null ? [null] : [schema, null]) {
    for (const rule of rules) {
      const found = await usual(
        target,
        { schema: place, name: withPrefix(rule.name, table) },
        rule,
        wanted,
      );
      if (found !== null) return { table: found, why: null };
    }
  }
  const names = [...new Set(rules.map(({ name }) => withPrefix(name, table)))].join(' or ');
  return none(`there is no table ${names} that this database user may read`);
}

/** A table that the framework may have; null where it is not there, not like that, or not to be read. */
async function usual(
  target: Target,
  name: TableName,
  rule: PeopleRule,
  wanted: Wanted,
): Promise<PeopleTable | null> {
  const columns = await describe(target, name);
  const id = columnOf(columns, rule.id);
  if (id === null || !fits(target, id)) return null;
  return readable(target, name, id, textsAmong(target, columns, wanted(rule)));
}

/** The table that the caller named. */
async function named(target: Target, people: PeopleColumns, wanted: Wanted): Promise<FoundPeople> {
  const name = parseTableName(people.table);
  const forbidden = none(`this database user may not read ${show(name)}`);
  const columns = await describe(target, name);
  if (columns.length === 0) {
    // MySQL describes nothing that a user may not read.
    if (await isForbidden(target, name)) return forbidden;
    throw await noSuchTable(target.database, name);
  }
  for (const column of [people.id, ...people.names]) {
    if (columnOf(columns, column) === null) throw noSuchColumn(name, column, columns);
  }
  const texts = textsAmong(target, columns, people.names);
  const other = people.names.find((one) => !texts.some(({ name }) => fold(name) === fold(one)));
  if (other !== undefined) throw notText(name, other);
  const id = columnOf(columns, people.id);
  const chosen = textsAmong(target, columns, wanted({ ...people, name: name.name }));
  const found = id && (await readable(target, name, id, chosen));
  return found === null ? forbidden : { table: found, why: null };
}

const describe = ({ database }: Target, name: TableName): Promise<Column[]> =>
  database.select<Column>(database.dialect.describe(name)).catch((error: unknown) => {
    if (isRefusal(error)) return [];
    throw error;
  });

/** The columns of these names that hold text: a number is compared otherwise than what is looked for. */
const textsAmong = (
  { database: { dialect } }: Target,
  columns: readonly Column[],
  names: readonly string[],
): Column[] =>
  names
    .flatMap((name) => columnOf(columns, name) ?? [])
    .filter(({ type }) => dialect.looseTypes || /char|text|clob|enum|^name$/.test(type));

/** Whether ids of the sessions' own column can stand in that one: no number is a UUID. */
function fits({ table, database }: Target, id: Column): boolean {
  if (table.user === null) return true;
  const kinds = [table.user, id].map((column) => keyIn(column, database.dialect).kind);
  return new Set(kinds).size === 1 || kinds.includes('text');
}

/** The table with those of the columns that this user may read; null where not even the ids are. */
async function readable(
  target: Target,
  name: TableName,
  id: Column,
  columns: readonly Column[],
): Promise<PeopleTable | null> {
  const { dialect } = target.database;
  const isShown = (some: readonly Column[]): Promise<boolean> =>
    answers(target, name, [id, ...some]);
  const table = (some: readonly Column[]): PeopleTable => ({
    title: show(name),
    name,
    sql: quoteTable(name, dialect),
    id,
    key: keyIn(id, dialect),
    columns: some,
  });
  if (await isShown(columns)) return table(columns);
  if (columns.length === 0) return null;
  // A role may be given some columns and not others.
  const shown: Column[] = [];
  for (const column of columns) if (await isShown([column])) shown.push(column);
  return shown.length > 0 || (await isShown([])) ? table(shown) : null;
}

/** Whether these columns may be read. */
async function answers(
  { database }: Target,
  name: TableName,
  columns: readonly Column[],
): Promise<boolean> {
  const { dialect } = database;
  const selected = columns.map((column) => dialect.quote(column.name)).join(', ');
  const sql = `SELECT ${selected} FROM ${quoteTable(name, dialect)} WHERE 1 = 0`;
  try {
    await database.select({ sql });
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

async function isForbidden({ database }: Target, name: TableName): Promise<boolean> {
  const sql = `SELECT 1 FROM ${quoteTable(name, database.dialect)} WHERE 1 = 0`;
  return database.select({ sql }).then(
    () => true,
    (error: unknown) => failureKind(error) !== 'missing-table' && isRefusal(error),
  );
}

/** Whether the database will not say it, and goes on with other statements all the same. */
export const isRefusal = (error: unknown): error is SessionAdminError =>
  error instanceof SessionAdminError &&
  ['missing-table', 'forbidden', 'refused', 'unsupported', 'silent'].includes(
    failureKind(error) ?? '',
  );
