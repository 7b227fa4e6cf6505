import type { Column, TableName } from '../../database/table.js';
import { namesOfAlong } from '../../layouts/along.js';
import { columnOf } from '../../layouts/finding/match.js';
import { quoteTable } from '../../layouts/table-name.js';
import type { Target } from '../target.js';

/** A table whose rows go with sessions, as it is in this database. */
export interface AlongTable {
  /** What its rows are, for people, in plural. */
  readonly what: string;
  readonly name: string;
  readonly table: TableName;
  readonly columns: readonly Column[];
  /** Names in SQL: of the table, of its column, and of the sessions' column that has the same. */
  readonly sql: { readonly table: string; readonly column: string; readonly parent: string };
  readonly column: Column;
  readonly parent: Column;
  /** Whether the database deletes its rows by itself. */
  readonly cascades: boolean;
}

const known = new WeakMap<Target, Promise<readonly AlongTable[]>>();
const none: Promise<readonly AlongTable[]> = Promise.resolve([]);

/** Finds the tables whose rows go with those of the sessions'; the database is asked once. */
export function alongOf(target: Target): Promise<readonly AlongTable[]> {
  if (target.table.layout.along.length === 0) return none;
  let tables = known.get(target);
  if (tables === undefined) {
    tables = find(target);
    known.set(target, tables);
    tables.catch(() => known.delete(target));
  }
  return tables;
}

/** Those whose rows the database leaves behind: they are for us to delete. */
export const leftBehind = async (target: Target): Promise<readonly AlongTable[]> =>
  (await alongOf(target)).filter(({ cascades }) => !cascades);

async function find({ database, table }: Target): Promise<AlongTable[]> {
  const { dialect } = database;
  const found: AlongTable[] = [];
  for (const rule of table.layout.along) {
    const { what, column: child } = rule;
    const parent = columnOf(table.columns, rule.parent);
    for (const name of namesOfAlong(rule, table.table.name)) {
      const place = { schema: table.table.schema, name };
      const columns = await database.select<Column>(dialect.describe(place));
      const column = columnOf(columns, child);
      if (column === null || parent === null) continue;
      const [key] = await database.select<object>(
        dialect.cascade({ table: place, column: column.name, parent: table.table }),
      );
      const sql = {
        table: quoteTable(place, dialect),
        column: dialect.quote(column.name),
        parent: dialect.quote(parent.name),
      };
      const cascades = key !== undefined;
      found.push({ what, name: place.name, table: place, columns, sql, column, parent, cascades });
      break;
    }
  }
  return found;
}
