import { failureKind } from '../../database/failures.js';
import { ManyRowsReader } from '../../database/many-rows.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import { SessionAdminError } from '../../errors.js';
import { rowsOf } from '../../layouts/rows.js';
import { rowColumns, type Row } from '../row-columns.js';
import type { SaveCells } from '../save/cells.js';
import type { Keep } from '../save/contract.js';
import { inTransaction } from '../save/in-transaction.js';
import { payloadKind } from '../write/columns.js';
import { openRow, type CellSession, type OpenRow, type Rewriting } from './open.js';
import { cellColumns, type Cells } from './pages.js';

/** Whether a session goes; it is asked of the row as it is under its lock. */
export type Chosen = (session: CellSession) => boolean;

/** Why the database kept what it was to give up, where it said so. */
export interface Kept {
  refused?: SessionAdminError;
}

/**
 * Takes sessions out of the cells of some rows, in one transaction that holds each row from before it
 * is read: what others write to a cell meanwhile waits, or was there already. Gives how many went.
 *
 * Around a row that a constraint keeps, the others go. A transaction may have to be run again: `choosing`
 * begins anew each time.
 */
export async function takeOut(
  cells: Cells,
  rows: readonly Row[],
  choosing: () => Chosen,
  kept: Kept,
  keep?: Keep,
): Promise<number> {
  try {
    const save = await saverOf(cells, keep);
    return await inTransaction(cells.target, keep, async (run) => {
      const chosen = choosing();
      let went = 0;
      const waiting: Rewriting[] = [];
      for (const row of rows) {
        const rewriting = await rewritingOf(run, cells, row, chosen);
        if (rewriting === null) continue;
        if (save === null) went += await rewrite(run, cells, rewriting);
        else waiting.push(rewriting);
      }
      // What is kept of many rows is kept in one go, before the first of them is written.
      if (waiting.length > 0) await save?.(run, waiting);
      for (const rewriting of waiting) went += await rewrite(run, cells, rewriting);
      return went;
    });
  } catch (error) {
    if (!(error instanceof SessionAdminError) || failureKind(error) !== 'constraint') throw error;
    kept.refused ??= error;
    if (rows.length <= 1) return 0;
    const half = rows.length >> 1;
    const first = await takeOut(cells, rows.slice(0, half), choosing, kept, keep);
    return first + (await takeOut(cells, rows.slice(half), choosing, kept, keep));
  }
}

/** Returns what keeps sessions before their cells are written; null where nobody wants that. */
export async function saverOf(cells: Cells, keep: Keep | undefined): Promise<SaveCells | null> {
  return keep ? (await import('../save/cells.js')).cellSaver(cells, keep) : null;
}

/**
 * Takes sessions out of the cell of one row, in the transaction in hand, and has them kept where
 * somebody wants that. Gives how many went.
 */
export async function takeOutOf(
  run: Runner,
  cells: Cells,
  row: Row,
  chosen: Chosen,
  save: SaveCells | null = null,
): Promise<number> {
  const rewriting = await rewritingOf(run, cells, row, chosen);
  if (rewriting === null) return 0;
  await save?.(run, [rewriting]);
  return rewrite(run, cells, rewriting);
}

/** One row at a time, by its key alone: a server locks each row that a statement passes. */
async function rewritingOf(
  run: Runner,
  cells: Cells,
  row: Row,
  chosen: Chosen,
): Promise<Rewriting | null> {
  const open = await readRow(run, cells, row, cells.lock);
  if (!open?.cell) return null;
  const doomed = new Set(open.sessions.filter(chosen).map(({ token }) => token as string));
  if (doomed.size === 0) return null;
  const rest = open.cell.without(doomed);
  const { emptied } = cells.rule;
  return { row, open, doomed, cell: rest ?? (emptied === 'goes' ? null : emptied.cell) };
}

async function rewrite(
  run: Runner,
  cells: Cells,
  { row, doomed, cell }: Rewriting,
): Promise<number> {
  const changed =
    cell === null ? await remove(run, cells, row) : await writeCell(run, cells, row, cell);
  return changed > 0 ? doomed.size : 0;
}

/** Reads a row anew; undefined where it has no cell any more. */
export async function readRow(
  run: Runner,
  cells: Cells,
  row: Row,
  tail = '',
): Promise<OpenRow | undefined> {
  const { target, reading } = cells;
  const { database, table } = target;
  const binds = new Binds();
  const [found] = await new ManyRowsReader(database.dialect).read<Row>(run, {
    columns: cellColumns(cells, rowColumns(target, reading)),
    from: `FROM ${table.sql.table} ${where(cells, row, binds)} ${tail}`,
    bind: binds.values,
  });
  return found && openRow(found, cells.rule);
}

const where = ({ target, key }: Cells, row: Row, binds: Binds): string =>
  whereClause([key.isOneOf([row], binds), ...rowsOf(target.table.sql)]);

function remove(run: Runner, cells: Cells, row: Row): Promise<number> {
  const binds = new Binds();
  const sql = `DELETE FROM ${cells.target.table.sql.table} ${where(cells, row, binds)}`;
  return run.change({ sql, bind: binds.values });
}

/** Writes a cell into the row that it is of. */
export function writeCell(
  run: Runner,
  cells: Cells,
  row: Row,
  cell: Buffer | string,
): Promise<number> {
  const { database, table } = cells.target;
  const { dialect } = database;
  if (table.data === null) return Promise.resolve(0);
  const isText = payloadKind(table, dialect) === 'text';
  const binds = new Binds();
  const given = binds.add(isText ? cell.toString() : Buffer.from(cell));
  const value = isText ? dialect.fromText(given, table.data.type) : given;
  return run.change({
    sql: `UPDATE ${table.sql.table} SET ${dialect.quote(table.data.name)} = ${value}
      ${where(cells, row, binds)}`,
    bind: binds.values,
  });
}
