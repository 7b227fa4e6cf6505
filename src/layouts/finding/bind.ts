import type { Column } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import { whereClause } from '../../database/statement.js';
import type { Fitting, Layout } from '../contract.js';
import { revocationIn } from '../revocation.js';
import { bindEnd, type Place, type Unread } from './bind-end.js';
import { bindFacts } from './bind-facts.js';
import { bindMark } from './bind-mark.js';
import type { Found } from './find.js';
import { keyIn, type Key } from '../key.js';
import { keyPrefix } from './key-prefix.js';
import { lifetimesOf, movesWithUse } from './lifetimes.js';
import type { Match } from './match.js';
import { isSessionSql, rowsOf } from '../rows.js';
import { quoteTable } from '../table-name.js';

export interface BindOptions {
  /**
   * Milliseconds from the last use to a session's end: where the layout has no expiry, or where its
   * expiry moves with each use.
   */
  lifetime?: number;
  /** The caller named the layout. Default is `false`. */
  isNamed?: boolean;
}

/** Returns a table with its layout, or the column by which no end of a session is to be known. */
export async function bindTable(
  database: Database,
  { table, isView, columns }: Found,
  match: Match,
  options: BindOptions = {},
): Promise<Fitting | Unread> {
  const { layout, token, data, user, revoked, where } = match;
  const { quote } = database.dialect;
  const found = { table, columns };
  const lifetimes = await lifetimesOf(database, match, found, options.lifetime);
  const { expiry, lifetimeMs, setting } = lifetimes;
  const quotedTable = quoteTable(table, database.dialect);
  const revocation = revoked && revocationIn(revoked, layout.columns.revokedForm, database.dialect);
  const isSession = isSessionSql(match, database.dialect);
  const place = { table: quotedTable, isSession, columns };
  const end = await bindEnd(database, match, place, lifetimes);
  if ('unread' in end) return end;
  const hidden = database.dialect.hiddenKey(table);
  const [key] = hidden && !isView ? await database.select<{ key: string }>(hidden) : [];
  const keys = await keysOf(database, place, token, layout);
  // A type that holds many sessions may have no order of its own.
  const tokenSql =
    layout.cell === null
      ? quote(token.name)
      : database.dialect.asText(quote(token.name), token.type);
  const used = [token, data, expiry, revoked, ...where.map(({ column }) => column)];
  return {
    layout,
    dialect: database.dialect,
    table,
    isView,
    isNamed: options.isNamed ?? false,
    sql: {
      table: quotedTable,
      isSession,
      token: tokenSql,
      data: data ? database.dialect.payload(quote(data.name), data.type) : 'CAST(NULL AS CHAR)',
      expiry: expiry ? quote(expiry.name) : 'NULL',
      purgedBy: end.purgedBy,
      revoked: revocation?.sql ?? null,
      user: user && quote(user.name),
      pageKey: key?.key ?? tokenSql,
    },
    token,
    key: keys,
    keyPrefix: await keyPrefix(database, { sql: place, key: keys, layout }),
    data,
    expiryColumn: expiry,
    user,
    facts: await bindFacts(
      database,
      { ...match, expiry },
      {
        ...place,
        name: table,
        end,
        lifetimeMs,
        idleMs: movesWithUse(layout) ? (options.lifetime ?? null) : null,
      },
    ),
    revoked,
    revocation,
    mark: revoked && (await bindMark(database, { layout, table: quotedTable, column: revoked })),
    where,
    columns,
    extraColumns: columns.filter((column) => !used.includes(column)).map(({ name }) => name),
    expiry: end.format,
    // Where a row says it itself, nobody else has to.
    lifetimeMs: layout.expiry.lifetimeIn.length > 0 ? 0 : lifetimeMs,
    lifetimeSetting: setting,
    rule: end.rule,
  };
}

/** The keys of a table: where its column's type leaves open what they are, or look like, a row tells. */
async function keysOf(
  database: Database,
  place: Place,
  token: Column,
  { key: { like } }: Layout,
): Promise<Key> {
  const { dialect } = database;
  const key = keyIn(token, dialect);
  if (key.hex === 'none' && like === null) return key;
  const name = dialect.quote(token.name);
  const [row] = await database.select<{ token: unknown }>({
    sql: `SELECT ${name} AS ${dialect.quote('token')} FROM ${place.table}
      ${whereClause([...rowsOf(place), `${name} IS NOT NULL`])} LIMIT 1`,
  });
  return row === undefined ? key : keyIn(token, dialect, row.token);
}
