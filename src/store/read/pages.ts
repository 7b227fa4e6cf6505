import { refuseAborted } from '../../errors.js';
import { sqlConditions, type SessionFilter } from '../filter.js';
import { PageReader } from './page-reader.js';
import type { ReadOptions, Row } from '../row-columns.js';
import { Binds, whereClause } from '../../database/statement.js';
import type { Target } from '../target.js';

/** What the pages of a scan depend on. */
export interface PageOptions extends SessionFilter, ReadOptions {
  /** Rows of a page at the most. */
  pageSize: number;
  signal?: AbortSignal;
}

/**
 * Goes over the rows in pages along a key that stays put: each page is a query of its own, which
 * starts behind the last row of the one before.
 */
export async function* pagesByKey(
  target: Target,
  now: Date,
  order: 'token' | 'cheapest',
  options: PageOptions,
  only: readonly string[] = [],
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const key = order === 'token' ? table.sql.token : table.sql.pageKey;
  const byToken = key === table.sql.token;
  // By token, the key to page by is there already.
  const pages = new PageReader(target, options, (columns) =>
    columns.filter(({ name }) => name !== 'key' || !byToken),
  );
  let last: unknown;
  for (let first = true; ; first = false) {
    refuseAborted(options.signal);
    const binds = new Binds();
    const conditions = [...only, ...sqlConditions(options, target, now, binds)];
    // A NULL key sorts first and compares with nothing, so only the first page can hold it.
    if (!first) conditions.push(`${key} > ${binds.add(last)}`);
    const { rows, asked, cut } = await pages.next(database, (limit) => ({
      from: `FROM ${table.sql.table} ${whereClause(conditions)} ORDER BY ${key} LIMIT ${limit}`,
      bind: binds.values,
    }));
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    if (rows.length < asked && !cut) return;
    last = byToken ? end.token : end.key;
  }
}

/** Goes over the rows by expiry, the earliest first; those that never expire come last. */
export async function* pagesByExpiry(
  target: Target,
  now: Date,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  if (!target.table.expiry.ordered && target.database.dialect.temporaryTables) {
    yield* sortedOnce(target, now, options);
    return;
  }
  yield* alongExpiry(target, now, options);
  const none = `${target.table.sql.expiry} IS NULL`;
  yield* pagesByKey(target, now, 'cheapest', options, [none]);
}

type Placed = Row & { place: unknown };

/** Along the index on expiry; where that is not in the order of instants, each page is sorted anew. */
async function* alongExpiry(
  target: Target,
  now: Date,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const { sql } = table;
  const { order, carry, bound } = table.expiry.ordered
    ? { ...table.expiry, order: sql.expiry }
    : { order: table.expiry.millis(sql.expiry), carry: same, bound: same };
  const place = { name: 'place', kind: 'any', sql: carry(order) } as const;
  const pages = new PageReader<Placed>(target, options, (columns) => [...columns, place]);
  let last: Placed | undefined;
  do {
    refuseAborted(options.signal);
    const binds = new Binds();
    const conditions = sqlConditions(options, target, now, binds);
    conditions.push(`${sql.expiry} IS NOT NULL`);
    if (last) {
      const place = bound(binds.add(last.place));
      conditions.push(`${order} >= ${place}`);
      conditions.push(`(${order} > ${place} OR ${sql.pageKey} > ${binds.add(last.key)})`);
    }
    const { rows, asked, cut } = await pages.next(database, (limit) => ({
      from: `FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${order}, ${sql.pageKey} LIMIT ${limit}`,
      bind: binds.values,
    }));
    if (rows.length > 0) yield rows;
    last = rows.length < asked && !cut ? undefined : rows.at(-1);
  } while (last);
}

const same = (sql: string): string => sql;

/**
 * For a column whose own order is not that of its instants (text with offsets, mixed forms): sorting
 * anew for each page would be quadratic, so the keys are sorted once, into a temporary table, which
 * SQLite keeps out of the database's file.
 */
async function* sortedOnce(
  target: Target,
  now: Date,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const held = await database.hold();
  const order = `temp.${database.dialect.quote('session_admin_order')}`;
  try {
    const binds = new Binds();
    const conditions = sqlConditions(options, target, now, binds);
    const millis = table.expiry.millis(table.sql.expiry);
    const by = `${millis} IS NULL, ${millis}, ${table.sql.pageKey}`;
    // Names that no session table has, and no rowid: the columns of both stand side by side below.
    await held.execute(
      `CREATE TABLE ${order} (sa_place INTEGER PRIMARY KEY, sa_key) WITHOUT ROWID`,
    );
    await held.execute(
      `INSERT INTO ${order} SELECT row_number() OVER (ORDER BY ${by}), ${table.sql.pageKey}
        FROM ${table.sql.table} ${whereClause(conditions)}`,
      binds.values,
    );
    const [last] = await held.select<{ place: number | null }>({
      sql: `SELECT max(sa_place) AS place FROM ${order}`,
    });
    const total = last?.place ?? 0;
    const column = { name: 'place', kind: 'whole', sql: 'sa_place' } as const;
    const pages = new PageReader<Placed>(target, options, (columns) => [...columns, column]);
    for (let place = 0; place < total;) {
      refuseAborted(options.signal);
      const from = place;
      const { rows, asked, cut } = await pages.next(held, (limit) => ({
        from: `FROM ${order} CROSS JOIN ${table.sql.table} ON ${table.sql.table}.${table.sql.pageKey} = sa_key
          WHERE sa_place > $1 AND sa_place <= $2 ORDER BY sa_place`,
        bind: [from, from + limit],
      }));
      if (rows.length > 0) yield rows;
      place = cut ? Number(rows.at(-1)?.place) : from + asked;
    }
  } finally {
    await held.execute(`DROP TABLE IF EXISTS ${order}`).catch(() => undefined);
    held.release();
  }
}
