import type { Column } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import { whereClause } from '../../database/statement.js';
import { SessionAdminError } from '../../errors.js';
import type { Fitting, Layout } from '../contract.js';
import type { ExpiryFormat, InstantForm } from '../../database/expiry/contract.js';
import { formOfRows } from './as-rows.js';
import { bindFacts } from './bind-facts.js';
import { inCell, lifetimeAfter, never } from '../../database/expiry/lifetime.js';
import type { Found } from './find.js';
import { keyIn, type Key } from '../key.js';
import { keyPrefix } from './key-prefix.js';
import { columnOf, type Match } from './match.js';
import { isSessionSql, rowsOf, type Rows } from '../rows.js';
import { quoteTable } from '../table-name.js';

export interface BindOptions {
  /** Milliseconds from the last use to a session's end, where the layout has no expiry. */
  lifetime?: number;
  /** The caller named the layout. Default is `false`. */
  isNamed?: boolean;
}

/** A table and which of its rows are sessions. */
type Place = Rows & { readonly table: string };

/** Returns a table with its layout; null where the type of its expiry is none that the layout has. */
export async function bindTable(
  database: Database,
  { table, isView, columns }: Found,
  match: Match,
  options: BindOptions = {},
): Promise<Fitting | null> {
  const { layout, token, data, expiry, user, revoked, where } = match;
  const { quote } = database.dialect;
  const lifetime = lifetimeOf(layout, options);
  const quotedTable = quoteTable(table, database.dialect);
  const isSession = isSessionSql(match, database.dialect);
  const place = { table: quotedTable, isSession };
  const form = await formOf(match, place, database);
  const format = formatOf(match, columns, database, lifetime, form);
  if (format === null) return null;
  const hidden = database.dialect.hiddenKey(table);
  const [key] = hidden && !isView ? await database.select<{ key: string }>(hidden) : [];
  const keys = await keysOf(database, place, token);
  const used = [token, data, expiry, revoked, ...where.map(({ column }) => column)];
  return {
    layout,
    dialect: database.dialect,
    table,
    isView,
    isNamed: options.isNamed ?? false,
    sql: {
      ...place,
      token: quote(token.name),
      data: data ? database.dialect.payload(quote(data.name), data.type) : 'CAST(NULL AS CHAR)',
      expiry: expiry ? quote(expiry.name) : 'NULL',
      revoked: revoked && `${quote(revoked.name)} IS NOT NULL`,
      user: user && quote(user.name),
      pageKey: key?.key ?? quote(token.name),
    },
    token,
    key: keys,
    keyPrefix: await keyPrefix(database, { sql: place, key: keys, layout }),
    data,
    expiryColumn: expiry,
    user,
    facts: await bindFacts(database, match, {
      table: quotedTable,
      columns,
      expiry: format,
      lifetimeMs: lifetime,
    }),
    revoked,
    where,
    columns,
    extraColumns: columns.filter((column) => !used.includes(column)).map(({ name }) => name),
    expiry: format,
    lifetimeMs: lifetime,
    rule: layout.cell?.rule ?? ruleOf(expiry, lifetime),
  };
}

/** The form of the instants, which the rows may have to tell; a type that is one for dates says it. */
async function formOf({ layout, expiry }: Match, place: Place, database: Database) {
  const { form } = layout.expiry;
  const { looseTypes, quote } = database.dialect;
  if (expiry === null || form.toldBy !== 'rows') return form;
  if (!looseTypes && /^(?:datetime|timestamp)/.test(expiry.type)) return form;
  const { name, type } = expiry;
  return formOfRows(form, { ...place, expiry: quote(name), type }, database);
}

/** The keys of a table: where its column's type leaves open what they are, a row tells. */
async function keysOf(database: Database, place: Place, token: Column): Promise<Key> {
  const { dialect } = database;
  const key = keyIn(token, dialect);
  if (key.hex === 'none') return key;
  const name = dialect.quote(token.name);
  const [row] = await database.select<{ token: unknown }>({
    sql: `SELECT ${name} AS ${dialect.quote('token')} FROM ${place.table}
      ${whereClause([...rowsOf(place), `${name} IS NOT NULL`])} LIMIT 1`,
  });
  return row === undefined ? key : keyIn(token, dialect, row.token);
}

/** Milliseconds; only where no column tells when a session runs out is there a choice. */
function lifetimeOf({ title, name, expiry }: Layout, { lifetime }: BindOptions): number {
  if (lifetime === undefined) return expiry.lifetimeMs;
  if (expiry.lifetimeMs > 0 || name === 'custom') return lifetime;
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `${title} stores when each session runs out: leave the lifetime out`,
    { options: ['lifetime'] },
  );
}

function formatOf(
  { layout, expiry }: Match,
  columns: readonly Column[],
  { dialect }: Database,
  lifetime: number,
  form: InstantForm,
): ExpiryFormat | null {
  if (layout.cell !== null) return inCell;
  if (expiry === null) return never;
  const format = dialect.expiryFormat(expiry.type, form);
  if (format === null) return null;
  const quoted = (name: string): string | null => {
    const column = columnOf(columns, name);
    return column && dialect.quote(column.name);
  };
  const own = layout.expiry.of?.(format, quoted) ?? format;
  return lifetime === 0 ? own : lifetimeAfter(own, lifetime);
}

function ruleOf(expiry: Column | null, lifetime: number): string {
  if (expiry === null) return 'sessions do not run out';
  return lifetime === 0 ? expiry.name : `${expiry.name} + ${inWords(lifetime)}`;
}

function inWords(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
