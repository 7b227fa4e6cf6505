import { refuseAborted, SessionAdminError } from '../../errors.js';
import type { SessionFilter } from '../filter.js';
import type { PageOptions } from '../read/page-reader.js';
import { until, type RemoveOptions, type RemoveResult } from '../remove/rows.js';
import type { Row } from '../row-columns.js';
import type { Target } from '../target.js';
import type { CellSession, OpenRow } from './open.js';
import { cellPages, cellsOf, withKeys, type Cells, type Narrowing } from './pages.js';
import { readRow, takeOut, type Kept } from './rewrite.js';
import { narrowingOf } from './scan.js';
import { elapsed } from '../../clock.js';

/** Rows that are locked together at the most. */
export const batchOfRows = 100;

export { passesByEnd } from './scan.js';

const pageSize = 500;

/** Takes the sessions of these tokens out of their cells. */
export function removeTokensFromCells(
  target: Target,
  tokens: readonly string[],
  options: RemoveOptions,
): Promise<RemoveResult> {
  const wanted = new Set<unknown>(tokens);
  const chosen = ({ token, unread }: CellSession): boolean => unread === null && wanted.has(token);
  const reading = { pageSize, columns: [] };
  return removeFromCells(target, reading, withKeys(target, tokens), chosen, options);
}

/** Takes the sessions that a filter lets pass out of their cells; `passes` says it of each. */
export const removeMatchingFromCells = (
  target: Target,
  filter: SessionFilter & PageOptions,
  passes: (row: Row) => boolean,
  options: RemoveOptions,
): Promise<RemoveResult> =>
  removeFromCells(target, filter, narrowingOf(target, filter), passes, options);

/**
 * Takes sessions out of their cells, some rows at a time. What was chosen is asked again of each row
 * under its lock; what came into a cell meanwhile was not looked at, and stays.
 */
async function removeFromCells(
  given: Target,
  reading: PageOptions,
  narrowing: Narrowing,
  chosen: (session: CellSession) => boolean,
  { signal, onProgress, keep }: RemoveOptions,
): Promise<RemoveResult> {
  const target = until(given, signal);
  const result: RemoveResult = { matched: 0, deleted: 0, renewed: 0 };
  const cells = await cellsOf(target, reading);
  const kept: Kept = {};
  let left = 0;
  for await (const page of cellPages(
    target,
    { ...reading, ...(signal && { signal }) },
    narrowing,
  )) {
    const rows = page.filter(({ sessions }) => sessions.some(chosen));
    for (let i = 0; i < rows.length; i += batchOfRows) {
      refuseAborted(signal);
      const started = elapsed();
      const some = rows.slice(i, i + batchOfRows);
      const seen = some.flatMap(({ sessions }) => sessions.filter(chosen));
      const tokens = new Set(seen.map(({ token }) => token));
      const isMeant = (one: CellSession): boolean => tokens.has(one.token) && chosen(one);
      const went = await takeOut(
        cells,
        some.map(({ row }) => row),
        () => isMeant,
        kept,
        keep,
      );
      result.deleted += went;
      if (went < seen.length) {
        const rest = await whatIsLeft(cells, some, tokens, chosen);
        left += rest.left;
        result.renewed += rest.renewed;
        if (rest.unread !== null) kept.refused ??= rest.unread;
      }
      result.matched = result.deleted + result.renewed + left;
      onProgress?.({ ...result });
      const gap = target.database.dialect.batches.gap(elapsed() - started);
      await target.clock.wait(gap, signal && { signal });
    }
  }
  return { ...result, ...(kept.refused && { refused: kept.refused }) };
}

/** Looks at rows again of whose sessions some did not go. */
async function whatIsLeft(
  cells: Cells,
  rows: readonly OpenRow[],
  tokens: ReadonlySet<unknown>,
  chosen: (session: CellSession) => boolean,
): Promise<{ left: number; renewed: number; unread: SessionAdminError | null }> {
  let [left, renewed] = [0, 0];
  let unread: SessionAdminError | null = null;
  for (const { row } of rows) {
    const now = await readRow(cells.target.database, cells, row);
    for (const session of now?.sessions ?? []) {
      if (!tokens.has(session.token)) continue;
      if (chosen(session)) left++;
      else renewed++;
      if (session.unread !== null) unread ??= keptWhole(cells.target, session.unread);
    }
  }
  return { left, renewed, unread };
}

const keptWhole = ({ database, table }: Target, why: string): SessionAdminError =>
  new SessionAdminError(
    'PAYLOAD_UNDECODABLE',
    `${database.title}: a row of ${table.table.name}: ${why}`,
  );
