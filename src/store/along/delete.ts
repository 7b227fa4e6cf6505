import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import type { Target } from '../target.js';
import { leftBehind, type AlongTable } from './tables.js';

/** Sessions whose rows of other tables one statement names at the most. */
const mostNamed = 500;

/**
 * Deletes the sessions for which conditions hold, in the transaction in hand, and what goes with them
 * where the database leaves that behind. Says how many sessions went.
 */
export async function deleteRows(
  run: Runner,
  target: Target,
  conditions: (binds: Binds) => readonly string[],
): Promise<number> {
  const along = await leftBehind(target);
  if (along.length > 0) return deleteWith(run, target, along, conditions);
  const binds = new Binds();
  const sql = `DELETE FROM ${target.table.sql.table} ${whereClause(conditions(binds))}`;
  return run.change({ sql, bind: binds.values });
}

/**
 * Deletes the sessions for which conditions hold, and their rows of other tables before, in the
 * transaction in hand: each session is held from before the first of its rows goes, so that it is not
 * renewed without them. Says how many sessions went.
 */
export async function deleteWith(
  run: Runner,
  { database, table }: Target,
  along: readonly AlongTable[],
  conditions: (binds: Binds) => readonly string[],
): Promise<number> {
  const { dialect } = database;
  const parents = [...new Set(along.map(({ parent }) => parent))];
  const binds = new Binds();
  const columns = parents.map(
    ({ name, type }, i) => `${dialect.asWritten(dialect.quote(name), type)} AS k${i}`,
  );
  const where = whereClause(conditions(binds));
  const held = await run.select<Record<`k${number}`, Stored>>({
    sql: `SELECT ${columns.join(', ')} FROM ${table.sql.table} ${where} ${dialect.lockRows}`,
    bind: binds.values,
  });
  const remove = async (from: string, column: string, { type }: Column, key: Column) => {
    const keys = held.flatMap((row) => asKey(row[`k${parents.indexOf(key)}`]));
    let deleted = 0;
    for (let i = 0; i < keys.length; i += mostNamed) {
      const named = new Binds();
      const these = dialect.holds(column, type, keys.slice(i, i + mostNamed), named.add);
      deleted += await run.change({
        sql: `DELETE FROM ${from} WHERE ${these}`,
        bind: named.values,
      });
    }
    return deleted;
  };
  for (const { sql, column, parent } of along) await remove(sql.table, sql.column, column, parent);
  const [own] = parents;
  return own ? remove(table.sql.table, dialect.quote(own.name), own, own) : 0;
}

type Stored = string | number | bigint | Buffer | null | undefined;

/** A stored key in the form in which it is asked for. */
const asKey = (stored: Stored): (string | Buffer)[] => {
  if (stored === null || stored === undefined) return [];
  return [Buffer.isBuffer(stored) ? stored : String(stored)];
};
