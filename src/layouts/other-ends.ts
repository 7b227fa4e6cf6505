import type { Column } from '../database/table.js';
import type { Database } from '../database/database.js';
import { whereClause } from '../database/statement.js';
import type { Fitting } from './contract.js';
import { factNames } from './facts.js';
import { endNames, fold } from './finding/match.js';
import { rowsOf } from './rows.js';

/** Names, folded, of columns that say when something runs out. */
const expiry =
  /^(?:expir(?!.*(?:notif|warn|remind))|(?:absolute|idle|hard|session|token|max)+expir(?:es?|y|ation)(?:at|on|time|date)?$|(?:valid|good)(?:until|till?|to)$|notafter|ends?(?:at|on)$|deadline)/;

/** Those that say how long a row's own session lasts. */
const lifetime =
  /^(?:sess(?:ion)?)?(?:ttl|(?:max)?lifetime|maxage|timeout|maxinactive(?:interval)?)/;

/** Those that say that a session was ended early. */
const revocation =
  /^(?:is)?(?:revo(?:ked|cation)|(?:logged|signed)o(?:ut|ff)|log(?:out|off)(?:at|on|time|date)?$|sign(?:out|off)(?:at|on|time|date)?$|invalid|(?:deleted|destroyed|ended|closed|terminated|cancell?ed|killed)(?:at|on|by|time|date)?$)/;

/** Those that may say so, or something else. */
const flag = /^(?:is)?(?:active|valid|enabled|disabled|blocked|status)$/;

/**
 * Returns the columns, other than those the layout reads, that by their names end a session too. A
 * layout that reckons the end from the last use cannot be right where there is one.
 */
export function otherEnds(table: Fitting): readonly string[] {
  const derived = table.layout.expiry.lifetimeMs > 0;
  const says = (name: string): boolean =>
    expiry.test(name) ||
    revocation.test(name) ||
    (derived && (lifetime.test(name) || name.includes('expir')));
  return unread(table).filter((name) => says(fold(name)));
}

/** What may be read wrongly, in words: that a session looks active which was ended. */
export const doubtsOf = async (database: Database, table: Fitting): Promise<readonly string[]> => [
  ...unreadEnds(table),
  ...(await untoldWords(database, table)),
];

/** Rows that are looked at for words that say neither yes nor no. */
const wordRows = 10_000;

async function untoldWords(
  database: Database,
  { sql, revoked, revocation, dialect, table }: Fitting,
): Promise<string[]> {
  const untold = revocation?.untold ?? null;
  if (revoked === null || untold === null) return [];
  const column = dialect.quote(revoked.name);
  const where = whereClause([...rowsOf(sql), `${column} IS NOT NULL`]);
  const [found] = await database.select<object>({
    sql: `SELECT 1 AS found FROM (SELECT ${column} FROM ${sql.table} ${where} LIMIT ${wordRows}) AS said
      WHERE ${untold} LIMIT 1`,
  });
  if (!found) return [];
  return [
    `${revoked.name} of ${table.name} holds words that are neither yes nor no: sessions that have them count as not logged out`,
  ];
}

function unreadEnds(table: Fitting): string[] {
  const ends = unread(table).filter((name) => {
    const folded = fold(name);
    return expiry.test(folded) || revocation.test(folded) || flag.test(folded);
  });
  if (ends.length === 0) return [];
  return [
    `${table.table.name} has ${ends.join(', ')}, which may say that a session is over and ${ends.length > 1 ? 'are' : 'is'} not looked at`,
  ];
}

/** The columns that neither the layout nor the framework's own rows use. */
function unread({
  layout,
  columns,
  token,
  data,
  expiryColumn,
  user,
  revoked,
  facts,
  where,
}: Fitting): string[] {
  const ruled = where.map((rule) => rule.column);
  const told = factNames.map((name) => facts[name]?.column ?? null);
  const read = [token, data, expiryColumn, user, revoked, ...told, ...ruled].map(
    (column: Column | null) => column?.name,
  );
  const known = new Set([...layout.columns.also, ...layout.columns.own, ...endNames(layout)]);
  return columns
    .map(({ name }) => name)
    .filter((name) => !read.includes(name) && !known.has(fold(name)));
}
