import type { Deleted, ExpiredRows, Reach, Skipping, SomeRows } from '../../purge/contract.js';
import { mostlyExpired } from '../../purge/mostly-expired.js';
import { Binds, whereClause, type Runner, type Statement } from '../../statement.js';
import type { TableName } from '../../table.js';
import { regclass } from '../spelling.js';
import { BlockWalk } from './block-walk.js';
import { deleteByPlace, type DeletedByPlace } from './by-place.js';
import { OneStatement } from './one-statement.js';
import { elapsed } from '../../../clock.js';

/** Rows are locked with `SKIP LOCKED`, and deleted by where they lie, in one statement. */
export const postgresSkipping: Skipping = {
  begin: async (rows, oldestFirst) => {
    const most = !oldestFirst && (await mostlyExpired(rows, 'EXPLAIN (FORMAT JSON)', readsAll));
    const [size] = most
      ? await rows.database.select<{ blocks: number | null }>(blocks(rows.table.table))
      : [];
    return typeof size?.blocks === 'number'
      ? new BlockWalk(rows, size.blocks)
      : new OneStatement(rows);
  },
  delete: deleteSome,
  lock: lockSome,
};

/** Under an Append stand the parts of a table, each with places of its own. */
const readsAll = (plan: readonly object[]): boolean =>
  /"Node Type":"(?:Seq Scan|Append)"/.exec(JSON.stringify(plan))?.[0].includes('Seq') ?? false;

/**
 * How many blocks a table has, null where a range of places serves nothing: before PostgreSQL 14 it
 * is looked for in the whole table. A table that was divided has no blocks of its own, although the
 * plan of its one part looks like its own.
 */
const blocks = (table: TableName): Statement => ({
  sql: `SELECT CASE WHEN current_setting('server_version_num')::int >= 140000
            AND c.relkind = 'r' AND NOT c.relhassubclass
          THEN (pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::int)::int
          END AS blocks
          FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)`,
  bind: [regclass(table)],
});

async function deleteSome(rows: ExpiredRows, { keys, between }: SomeRows): Promise<Deleted> {
  const started = elapsed();
  const statement = deleteByPlace(rows, { conditions: between, tail: `LIMIT ${keys.length}` });
  const [result] = await rows.database.select<DeletedByPlace>(statement);
  const { found = 0, rows: deleted = 0 } = result ?? {};
  return { found, rows: deleted, heldMs: elapsed() - started };
}

/** A row that is locked stays in its place. */
async function lockSome(
  run: Runner,
  { table: { sql }, conditions }: ExpiredRows,
  { keys, between }: SomeRows,
): Promise<Reach | null> {
  const binds = new Binds();
  const locked = await run.select<{ part: string; place: string }>({
    sql: `SELECT tableoid::text AS part, ctid::text AS place FROM ${sql.table}
      ${whereClause([...conditions(binds), ...between(binds)])} LIMIT ${keys.length} FOR UPDATE SKIP LOCKED`,
    bind: binds.values,
  });
  if (locked.length === 0) return null;
  const places = `{${locked.map(({ place }) => `"${place}"`).join()}}`;
  const inParts = `{${locked.map(({ part, place }) => `"${part}${place}"`).join()}}`;
  return {
    rows: locked.length,
    conditions: (to) => [
      `ctid = ANY (${to.add(places)}::tid[])`,
      `tableoid::text || ctid::text = ANY (${to.add(inParts)}::text[])`,
    ],
    from: sql.table,
    deleteFrom: `DELETE FROM ${sql.table}`,
  };
}
