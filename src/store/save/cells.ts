import { selectList } from '../../database/many-rows.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Cells } from '../cells/pages.js';
import type { Rewriting } from '../cells/open.js';
import { uniqueIndexes } from '../write/unique.js';
import type { Keep, SavedSession } from './contract.js';
import { keysOfCells } from './numbers.js';
import { savedReader } from './saved.js';
import { wholeSessions, type Given } from './whole.js';

/** Keeps sessions that are about to go from cells, in the transaction in hand. */
export type SaveCells = (run: Runner, rewritings: readonly Rewriting[]) => Promise<void>;

/** Returns what does that; the transaction is one that `keeping` began. */
export async function cellSaver(cells: Cells, keep: Keep): Promise<SaveCells> {
  const whole = await wholeSessions(cells.target);
  const read = savedReader(cells.target, cells.reading.columns);
  const { table, database } = cells.target;
  // A row that stays is not ours to keep: what tells it from the others is enough.
  const keys =
    cells.rule.emptied === 'goes'
      ? null
      : keysOfCells(cells, await uniqueIndexes(database, table)).map(({ name }) => name);
  const isKept = (name: string): boolean =>
    name !== table.data?.name && (keys?.includes(name) ?? true);
  const selected = selectList(whole.selected, database.dialect);

  const saved = async (run: Runner, { row, open, doomed }: Rewriting): Promise<SavedSession[]> => {
    const binds = new Binds();
    const where = whereClause([cells.key.isOneOf([row], binds)]);
    const [given] = await run.select<Given>({
      sql: `SELECT ${selected} FROM ${table.sql.table} ${where}`,
      bind: binds.values,
    });
    const columns = Object.entries(whole.rowIn(given ?? {}));
    const others = Object.fromEntries(columns.filter(([name]) => isKept(name)));
    return open.sessions.flatMap((session, cell) =>
      doomed.has(session.token as string) ? [{ ...read(session, others), cell }] : [],
    );
  };

  return async (run, rewritings) => {
    const all: SavedSession[] = [];
    for (const one of rewritings) all.push(...(await saved(run, one)));
    await keep.save(all);
  };
}
