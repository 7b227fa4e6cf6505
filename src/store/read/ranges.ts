import { Binds, whereClause } from '../../database/statement.js';
import { refuseAborted } from '../../errors.js';
import { sqlConditions } from '../filter.js';
import type { Row } from '../row-columns.js';
import type { Target } from '../target.js';
import type { Order } from './order.js';
import { PageReader, type PageOptions } from './page-reader.js';

/** What is asked of one stretch of an order: its conditions. */
type Conditions = (binds: Binds) => string[];

/**
 * Goes over the rows of a table of which no column tells each from the others, along an order in
 * which many may stand at one place. A page would end among them: so whole places are read, as many
 * at a time as fill a page, and within them rows are counted, in the order of all that they hold.
 * Those of no place come last.
 */
export async function* inRanges(
  target: Target,
  now: Date,
  options: PageOptions,
  order: Omit<Order, 'isColumn'>,
  only: readonly string[] = [],
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const { sql, carry, bound, placed } = order;
  const conditions: Conditions = (binds) => [
    ...only,
    ...sqlConditions(options, target, now, binds),
  ];
  const name = database.dialect.quote('place');
  let from: unknown;
  for (let first = true; ; first = false) {
    refuseAborted(options.signal);
    const behind = (binds: Binds): string[] =>
      first ? [placed] : [placed, `${sql} > ${bound(binds.add(from))}`];
    const binds = new Binds();
    const places = await database.select<{ place: unknown; n: number | string }>({
      sql: `SELECT ${carry(sql)} AS ${name}, count(*) AS n FROM ${table.sql.table}
        ${whereClause([...conditions(binds), ...behind(binds)])}
        GROUP BY ${sql} ORDER BY ${sql} LIMIT ${options.pageSize}`,
      bind: binds.values,
      whole: true,
    });
    const end = lastOf(places, options.pageSize);
    if (end === null) break;
    const upTo: Conditions = (binds) => [
      ...conditions(binds),
      ...behind(binds),
      `${sql} <= ${bound(binds.add(end))}`,
    ];
    yield* counted(target, options, upTo, sql);
    from = end;
  }
  yield* counted(
    target,
    options,
    (binds) => [...conditions(binds), `(${placed}) IS NOT TRUE`],
    sql,
  );
}

/** The last of the places whose rows fill a page; null where there is none. */
function lastOf(places: readonly { place: unknown; n: number | string }[], page: number): unknown {
  let rows = 0;
  const end = places.findIndex(({ n }) => (rows += Number(n)) >= page);
  return (end < 0 ? places.at(-1) : places[end])?.place ?? null;
}

/** The rows of some places, counted off: those that hold the very same may stand for each other. */
async function* counted(
  target: Target,
  options: PageOptions,
  conditions: Conditions,
  order: string,
): AsyncGenerator<Row[], void> {
  const { database, table } = target;
  const { quote, digest } = database.dialect;
  const pages = new PageReader(target, options);
  const all = digest(table.columns.map(({ name }) => quote(name)));
  for (let offset = 0; ;) {
    refuseAborted(options.signal);
    const binds = new Binds();
    const where = whereClause(conditions(binds));
    const { rows, asked, cut } = await pages.next(database, (limit) => ({
      from: `FROM ${table.sql.table} ${where} ORDER BY ${order}, ${all} LIMIT ${limit} OFFSET ${offset}`,
      bind: binds.values,
    }));
    if (rows.length > 0) yield rows;
    if (rows.length < asked && !cut) return;
    offset += rows.length;
  }
}
