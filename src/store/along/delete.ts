import type { Column } from '../../database/table.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import { keyAlong, keyName, type KeyText } from '../save/along.js';
import type { Target } from '../target.js';
import { partsOf, sharedKeys } from './shared-keys.js';
import { leftBehind, type AlongTable } from './tables.js';

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
 *
 * A table that lost its primary key may have a key twice: where one of its sessions stays, so does what
 * belongs to that key.
 */
export async function deleteWith(
  run: Runner,
  { database, table }: Target,
  along: readonly AlongTable[],
  conditions: (binds: Binds) => readonly string[],
): Promise<number> {
  const { dialect } = database;
  const sessions = table.sql.table;
  const parents = [...new Set(along.map(({ parent }) => parent))];
  const columns = parents.map(
    ({ name, type }, i) => `${dialect.asWritten(dialect.quote(name), type)} AS p${i}`,
  );
  const binds = new Binds();
  const held = await run.select<Keys>({
    sql: `SELECT ${columns.join(', ')} FROM ${sessions} ${whereClause(conditions(binds))} ${dialect.lockRows}`,
    bind: binds.values,
  });
  const keys = parents.map((_, place) => keysIn(held, place));
  const shared: ReadonlySet<string>[] = [];
  for (const [place, parent] of parents.entries())
    shared.push(await sharedKeys(run, { database, table }, parent, keys[place] ?? [], conditions));
  const remove = async (
    from: string,
    { name, type }: Column,
    some: readonly KeyText[],
    further: typeof conditions = () => [],
  ): Promise<number> => {
    let deleted = 0;
    for (const part of partsOf(some)) {
      const named = new Binds();
      const these = dialect.holds(dialect.quote(name), type, part, named.add);
      deleted += await run.change({
        sql: `DELETE FROM ${from} ${whereClause([these, ...further(named)])}`,
        bind: named.values,
      });
    }
    return deleted;
  };
  const isShared = (key: KeyText, place: number): boolean =>
    shared[place]?.has(keyName(key)) ?? false;
  const [own] = parents;
  const ownKeys = keys[0] ?? [];
  // What conditions look at may be in the rows that go with the others.
  const ofShared = ownKeys.filter((key) => isShared(key, 0));
  let deleted = own ? await remove(sessions, own, ofShared, conditions) : 0;
  for (const { sql, column, parent } of along) {
    const place = parents.indexOf(parent);
    const gone = (keys[place] ?? []).filter((key) => !isShared(key, place));
    await remove(sql.table, column, gone);
  }
  const alone = ownKeys.filter((key) => !isShared(key, 0));
  if (own) deleted += await remove(sessions, own, alone);
  return deleted;
}

type Keys = Readonly<Record<`p${number}`, unknown>>;

/** The stored keys of rows, in the form in which they are asked for. */
const keysIn = (rows: readonly Keys[], place: number): KeyText[] =>
  rows.flatMap((row) => keyAlong(row, place) ?? []);
