import type { Column, TableName } from '../../database/table.js';
import { isAmong } from '../../database/contract.js';
import type { Database } from '../../database/database.js';
import { nearest } from '../../nearest.js';
import type { Layout } from '../contract.js';
import { parseTableName } from '../table-name.js';
import { amongUsual, isUsualName, matchColumns } from './match.js';

/** A table or view that is there. */
export interface Found {
  table: TableName;
  isView: boolean;
  columns: readonly Column[];
}

interface Listed {
  name: string;
  view: boolean | number;
}

/** A database of many tables is not described as a whole. */
export const mostTables = 50;

/** Describes one table; null where it does not exist or the user may not see it. */
export async function describeTable(database: Database, table: TableName): Promise<Found | null> {
  const columns = await database.select<Column>(database.dialect.describe(table));
  if (columns.length === 0) return null;
  const [kind] = await database.select<{ view: boolean | number }>(database.dialect.isView(table));
  return { table, columns, isView: Boolean(kind?.view) };
}

/**
 * Returns tables that a bare name does not reach: those of a name, or those whose names speak of
 * sessions. Where this user or this engine gives no such list, there are none to be named.
 */
export async function tablesElsewhere(
  database: Database,
  name: string | null,
): Promise<TableName[]> {
  const statement = database.dialect.listElsewhere?.(name ?? null);
  if (!statement) return [];
  return database.select<{ schema: string; name: string }>(statement).catch(() => []);
}

/** Returns the table that a mistyped name was most likely meant for; null where none is near. */
export async function nearestTable(
  database: Database,
  { schema, name }: TableName,
): Promise<TableName | null> {
  // An aside of a refusal: where this user gets no list, there is none to be near to.
  const listed = await database.select<Listed>(database.dialect.listTables()).catch(() => []);
  const names = listed.map((one) => one.name);
  const isSame = (one: string): boolean => one.toLowerCase() === name.toLowerCase();
  const near = names.find((one) => one !== name && isSame(one)) ?? nearest(name, names);
  if (near === undefined) return null;
  const table = { schema, name: near };
  if (schema === null) return table;
  return (await describeTable(database, table).catch(() => null)) && table;
}

/**
 * Returns the tables and views that may hold sessions, by their names: those of the layouts, and those
 * that speak of sessions. `names` are all that there are.
 */
export async function findTables(
  database: Database,
  layouts: readonly Layout[],
): Promise<{ found: Found[]; names: string[] }> {
  const listed = await database.select<Listed>(database.dialect.listTables());
  const isUsual = amongUsual(layouts.flatMap(({ tables }) => tables));
  const usual = new Set(listed.filter(({ name }) => isUsual(name)));
  const others = listed.filter((one) => !usual.has(one));
  // Of a thousand tables that speak of sessions, those that end so are not the logs and settings.
  const isPlural = ({ name }: Listed): boolean => /sessions?$/i.test(name);
  const likely = [
    ...usual,
    ...others.filter(isPlural),
    ...others.filter((one) => !isPlural(one) && /session/i.test(one.name)),
  ];
  const names = listed.map(({ name }) => name);
  const found: Found[] = [];
  // What has sessions in cells has a name that says nothing of them: its columns do.
  const inCells = layouts.filter(({ cell }) => cell !== null);
  const isOther = (name: string, columns: readonly Column[]): boolean =>
    inCells.some((layout) => isUsualName(layout, name)) &&
    inCells.every((layout) => 'missing' in matchColumns(layout, columns, database.dialect));
  for (const { name, view } of likely.slice(0, mostTables)) {
    const table = { schema: null, name };
    const columns = await database.select<Column>(database.dialect.describe(table));
    if (columns.length > 0 && !isOther(name, columns))
      found.push({ table, columns, isView: Boolean(view) });
  }
  return { found: [...found, ...(await inSchemas(database, layouts))], names };
}

/** The tables of layouts that keep theirs in a schema of its own. */
async function inSchemas(database: Database, layouts: readonly Layout[]): Promise<Found[]> {
  // A file has none.
  if (database.dialect.embedded) return [];
  const theirs = layouts.filter(({ columns }) => isAmong(columns.dialects, database.dialect));
  const names = new Set(
    theirs.flatMap(({ tables }) => tables.filter((name) => name.includes('.'))),
  );
  const found: Found[] = [];
  for (const name of names) {
    const table = await describeTable(database, parseTableName(name)).catch(() => null);
    if (table !== null) found.push(table);
  }
  return found;
}
