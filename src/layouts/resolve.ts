import type { Column, TableName } from '../database/contract.js';
import type { Database } from '../database/database.js';
import { failureKind } from '../database/failures.js';
import { SessionAdminError } from '../errors.js';
import type { BoundTable, Layout, LayoutName } from './contract.js';
import { layouts } from './registry.js';
import { parseTableName, quoteTable } from './table-name.js';

export interface ResolveOptions {
  /** The table, as `name` or `schema.name`; by default it is looked for. */
  table?: string;
  /** The layout; by default, or as `auto`, it is told from the columns. */
  layout?: LayoutName | 'auto';
  /** Create the table that gormstore creates where none is found. Default is `false`. */
  create?: boolean;
}

/**
 * Finds the session table and its layout.
 *
 * Throws a SessionAdminError: `TABLE_MISSING` where there is none, `LAYOUT_UNKNOWN` where no layout
 * fits, or more than one table does.
 */
export async function resolveTable(
  database: Database,
  options: ResolveOptions = {},
): Promise<BoundTable> {
  const candidates =
    options.layout === undefined || options.layout === 'auto'
      ? Object.values<Layout>(layouts)
      : [layouts[options.layout]];
  if (options.table !== undefined) {
    return named(database, parseTableName(options.table), candidates, options.create ?? false);
  }
  return found(database, candidates, options.create ?? false);
}

async function named(
  database: Database,
  table: TableName,
  candidates: Layout[],
  create: boolean,
): Promise<BoundTable> {
  const columns = await describe(database, table);
  if (columns.length === 0) {
    if (create) return createTable(database, table, candidates);
    const seen = (await mayBeHidden(database, table)) ? ' that this user may see' : '';
    throw new SessionAdminError(
      'TABLE_MISSING',
      `there is no table ${show(table)} in ${database.title}${seen}: name another with --table or SESSION_ADMIN_TABLE`,
    );
  }
  for (const layout of candidates) {
    const bound = await bind(database, table, columns, layout);
    if (bound) return bound;
  }
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `the table ${show(table)} has the columns ${columns.map((c) => c.name).join(', ')}, ` +
      `which is not the layout ${candidates.map(describeLayout).join(', nor ')}: ` +
      'name another table with --table or SESSION_ADMIN_TABLE',
  );
}

async function found(
  database: Database,
  candidates: Layout[],
  create: boolean,
): Promise<BoundTable> {
  const existing = await database.select<{ name: string }>(database.dialect.listTables());
  const usual = new Set(candidates.flatMap((layout) => layout.tables.map(fold)));
  const looked = existing.map((t) => t.name).filter((name) => usual.has(fold(name)));
  const fitting: BoundTable[] = [];
  for (const name of looked) {
    const table = { schema: null, name };
    const columns = await describe(database, table);
    for (const layout of candidates) {
      if (!layout.tables.map(fold).includes(fold(name))) continue;
      const bound = await bind(database, table, columns, layout);
      if (bound) fitting.push(bound);
    }
  }
  const [first, second] = fitting;
  if (first && !second) return first;
  if (first) {
    const names = fitting.map((b) => `${b.table.name} (${b.layout.name})`).join(', ');
    throw new SessionAdminError(
      'LAYOUT_UNKNOWN',
      `${database.title} has more than one session table: ${names}: choose with --table or SESSION_ADMIN_TABLE`,
    );
  }
  const name = candidates[0]?.tables[0] ?? 'sessions';
  if (looked.length > 0)
    return named(database, { schema: null, name: looked[0] ?? name }, candidates, false);
  if (create) return createTable(database, { schema: null, name }, candidates);
  throw new SessionAdminError(
    'TABLE_MISSING',
    `there is no table ${name} in ${database.title}` +
      (existing.length > 0
        ? ` (it has ${list(existing.map((t) => t.name))})`
        : ' (it has no tables)') +
      ': name it with --table or SESSION_ADMIN_TABLE',
  );
}

async function createTable(
  database: Database,
  table: TableName,
  candidates: Layout[],
): Promise<BoundTable> {
  for (const layout of candidates) {
    const statements = layout.create(table, database.dialect);
    if (!statements) continue;
    try {
      await database.transaction(async (run) => {
        for (const sql of statements) await run.change({ sql });
      });
    } catch (error) {
      // `IF NOT EXISTS` looks first and creates then: another process may have come in between.
      if ((await describe(database, table)).length === 0) throw error;
    }
    return named(database, table, [layout], false);
  }
  throw new SessionAdminError(
    'TABLE_MISSING',
    `there is no table ${show(table)}, and it is not ours to create`,
  );
}

/** MySQL describes no table that the user may not use, and may not say whether there is one. */
async function mayBeHidden(database: Database, table: TableName): Promise<boolean> {
  try {
    const sql = `SELECT 1 FROM ${quoteTable(table, database.dialect)} WHERE 1 = 0`;
    await database.select({ sql });
    return true;
  } catch (error) {
    if (failureKind(error) === 'missing-table') return false;
    if (failureKind(error) === 'forbidden') return true;
    throw error;
  }
}

async function bind(
  database: Database,
  table: TableName,
  columns: readonly Column[],
  layout: Layout,
): Promise<BoundTable | null> {
  const find = (name: string) => columns.find((column) => fold(column.name) === fold(name));
  const [token, data, expiry] = [
    find(layout.columns.token),
    find(layout.columns.data),
    find(layout.columns.expiry),
  ];
  const format = expiry && layout.expiry(expiry, database.dialect);
  if (!token || !data || !format) return null;
  const { quote } = database.dialect;
  const hidden = database.dialect.hiddenKey(table);
  const [key] = hidden ? await database.select<{ key: string }>(hidden) : [];
  return {
    layout,
    table,
    sql: {
      table: quoteTable(table, database.dialect),
      token: quote(token.name),
      data: quote(data.name),
      expiry: quote(expiry.name),
      pageKey: key?.key ?? quote(token.name),
    },
    extraColumns: columns
      .map((c) => c.name)
      .filter((n) => ![token.name, data.name, expiry.name].includes(n)),
    expiry: format,
  };
}

const describe = (database: Database, table: TableName): Promise<Column[]> =>
  database.select<Column>(database.dialect.describe(table));

const fold = (name: string): string => name.toLowerCase().replaceAll('_', '');
const show = ({ schema, name }: TableName): string =>
  schema === null ? name : `${schema}.${name}`;
const list = (names: string[]): string =>
  names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
const describeLayout = ({ name, columns }: Layout): string =>
  `${name} (${columns.token}, ${columns.data}, ${columns.expiry})`;
