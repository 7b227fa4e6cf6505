import { isDeepStrictEqual } from 'node:util';
import { refuseAborted, SessionAdminError } from '../../errors.js';
import { rowsOf } from '../../layouts/rows.js';
import { sqlConditions } from '../filter.js';
import { inOrderOf, type Order } from './order.js';
import { pageKeyOf, placeOf, type PageKey } from './page-key.js';
import { inRanges } from './ranges.js';
import { PageReader, type PageOptions } from './page-reader.js';
import type { Row } from '../row-columns.js';
import { Binds, whereClause } from '../../database/statement.js';
import type { Target } from '../target.js';

/** Goes over the rows: in the order of their tokens, or in the one that costs least. */
export async function* pagesByKey(
  target: Target,
  now: Date,
  order: 'token' | 'cheapest',
  options: PageOptions,
  only: readonly string[] = [],
): AsyncGenerator<Row[], void> {
  const key = await pageKeyOf(target);
  const token = inOrderOf(placeOf(target.table.token, target.database.dialect));
  if (!key.unique) yield* inRanges(target, now, options, token, only);
  else if (order === 'cheapest' || key.isToken) yield* alongKey(target, now, options, key, only);
  else yield* along(target, now, options, token, key);
}

/**
 * In pages along a key that stays put, and that no two rows have: each page is a query of its own,
 * which starts behind the last row of the one before.
 */
async function* alongKey(
  target: Target,
  now: Date,
  options: PageOptions,
  key: PageKey,
  only: readonly string[],
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const pages = new PageReader(target, options, (columns) => [...key.columns, ...columns]);
  let last: unknown;
  for (let first = true; ; first = false) {
    refuseAborted(options.signal);
    const binds = new Binds();
    const conditions = [...only, ...sqlConditions(options, target, now, binds)];
    if (!first) conditions.push(`${key.sql} > ${key.bound(binds.add(last))}`);
    const { rows, asked, cut } = await pages.next(database, (limit) => ({
      from: `FROM ${table.sql.table} ${whereClause(conditions)} ORDER BY ${key.sql} LIMIT ${limit}`,
      bind: binds.values,
    }));
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    if (rows.length < asked && !cut) return;
    const next = key.of(end);
    if (!first && isDeepStrictEqual(next, last)) throw standsStill(target);
    last = next;
  }
}

/** A driver may give a key otherwise than it is stored, as bytes that are no text: it then leads nowhere. */
const standsStill = ({ table }: Target): SessionAdminError =>
  new SessionAdminError(
    'DATABASE_REFUSED',
    `rows of ${table.table.name} have tokens that the database does not give as it holds them, so that the rows behind them cannot be reached: look at them in the database`,
  );

/** Goes over the rows in an order; those that have no place in it come last. */
export async function* pagesInOrder(
  target: Target,
  now: Date,
  order: Order | null,
  options: PageOptions,
): AsyncGenerator<Row[], void> {
  const key = await pageKeyOf(target);
  if (order === null) yield* pagesByKey(target, now, 'cheapest', options);
  else if (!key.unique) yield* inRanges(target, now, options, order);
  else if (!order.isColumn && target.database.dialect.temporaryTables)
    yield* sortedOnce(target, now, options, order, key);
  else yield* along(target, now, options, order, key);
}

type Placed = Row & { place: unknown };

/** Along an order in which rows may stand at one place: then by their key. Those of no place come last. */
async function* along(
  target: Target,
  now: Date,
  options: PageOptions,
  order: Omit<Order, 'isColumn'>,
  key: PageKey,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const place = { name: 'place', kind: 'any', sql: order.carry(order.sql) } as const;
  const pages = new PageReader<Placed>(target, options, (columns) => [
    ...key.columns,
    ...columns,
    place,
  ]);
  let last: Placed | undefined;
  do {
    refuseAborted(options.signal);
    const binds = new Binds();
    const conditions = sqlConditions(options, target, now, binds);
    conditions.push(order.placed);
    if (last) {
      const at = order.bound(binds.add(last.place));
      const behind = `${key.sql} > ${key.bound(binds.add(key.of(last)))}`;
      conditions.push(`${order.sql} >= ${at}`, `(${order.sql} > ${at} OR ${behind})`);
    }
    const { rows, asked, cut } = await pages.next(database, (limit) => ({
      from: `FROM ${table.sql.table} ${whereClause(conditions)}
        ORDER BY ${order.sql}, ${key.sql} LIMIT ${limit}`,
      bind: binds.values,
    }));
    if (rows.length > 0) yield rows;
    last = rows.length < asked && !cut ? undefined : rows.at(-1);
  } while (last);
  yield* alongKey(target, now, options, key, [`(${order.placed}) IS NOT TRUE`]);
}

/**
 * For what is no column's own order (instants as text with offsets, or in mixed forms): sorting
 * anew for each page would be quadratic, so the keys are sorted once, into a temporary table, which
 * SQLite keeps out of the database's file.
 */
async function* sortedOnce(
  target: Target,
  now: Date,
  options: PageOptions,
  { sql }: Order,
  key: PageKey,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const held = await database.hold();
  const order = `temp.${database.dialect.quote('session_admin_order')}`;
  try {
    const binds = new Binds();
    const conditions = sqlConditions(options, target, now, binds);
    const by = `${sql} IS NULL, ${sql}, ${key.sql}`;
    // Names that no session table has, and no rowid: the columns of both stand side by side below.
    await held.execute(
      `CREATE TABLE ${order} (sa_place INTEGER PRIMARY KEY, sa_key) WITHOUT ROWID`,
    );
    await held.execute(
      `INSERT INTO ${order} SELECT row_number() OVER (ORDER BY ${by}), ${key.sql}
        FROM ${table.sql.table} ${whereClause(conditions)}`,
      binds.values,
    );
    const [last] = await held.select<{ place: number | null }>({
      sql: `SELECT max(sa_place) AS place FROM ${order}`,
    });
    const total = last?.place ?? 0;
    const column = { name: 'place', kind: 'whole', sql: 'sa_place' } as const;
    const pages = new PageReader<Placed>(target, options, (columns) => [
      ...key.columns,
      ...columns,
      column,
    ]);
    for (let place = 0; place < total;) {
      refuseAborted(options.signal);
      const from = place;
      const { rows, asked, cut } = await pages.next(held, (limit) => ({
        from: `FROM ${order} CROSS JOIN ${table.sql.table} ON ${table.sql.table}.${key.sql} = sa_key
          ${whereClause([...rowsOf(table.sql), 'sa_place > $1', 'sa_place <= $2'])} ORDER BY sa_place`,
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
