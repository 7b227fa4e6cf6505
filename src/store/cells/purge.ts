import type { BatchPace } from '../../database/purge/contract.js';
import { LimitedRun } from '../purge/limited-run.js';
import { wantsPlainWay } from '../purge/windows.js';
import type { Target } from '../target.js';
import type { CellSession, OpenRow } from './open.js';
import { cellPages, cellsOf, type Cells } from './pages.js';
import { batchOfRows } from './remove.js';
import { takeOut, type Chosen, type Kept } from './rewrite.js';
import { elapsed } from '../../clock.js';

const reading = { pageSize: 500, columns: [] };

/** A purge of sessions that share cells: it goes over all cells, and writes those that hold dead ones. */
export class CellRun extends LimitedRun {
  /** There is no hasty way, after which one would have to look again. */
  lookAgain = (): Promise<void> => Promise.resolve();

  protected async work(): Promise<void> {
    const { batchSize } = this.options;
    const most = typeof batchSize === 'number' ? batchSize : Infinity;
    const { purge, lockFreeRows } = this.target.database.dialect;
    const pace = await purge.pace(this.target.database);
    // A row that others have in hand is passed over, as by a purge of rows.
    const cells = await cellsOf(this.target, reading, lockFreeRows);
    for await (const page of cellPages(this.target, reading)) {
      for (const rows of batchesOf(page, this.#isDead, most)) {
        while ((await this.#batch(cells, rows, most, pace)) === 'more');
        if (this.endedEarly || this.options.signal?.aborted) return;
      }
    }
  }

  readonly #isDead = (session: CellSession): boolean => isDeadBefore(this.cutoff, session);

  /** Takes so many of some rows' sessions out, and says whether there may be more. */
  async #batch(
    cells: Cells,
    rows: readonly OpenRow[],
    most: number,
    { gap }: BatchPace,
  ): Promise<'more' | 'done'> {
    if (this.mustEnd()) return 'done';
    const { limit = Infinity } = this.options;
    const size = Math.min(most, limit - this.deleted);
    const kept: Kept = {};
    const started = elapsed();
    const choosing = (): Chosen => {
      let chosen = 0;
      return (session) => chosen < size && this.#isDead(session) && ++chosen > 0;
    };
    const take = (from: Cells): Promise<number> =>
      takeOut(
        from,
        rows.map(({ row }) => row),
        choosing,
        kept,
        this.options.keep,
      );
    // Where a database knows no such way, they are waited for.
    const went = await take(cells).catch((error: unknown) => {
      if (!wantsPlainWay(error)) throw error;
      return take({ ...cells, lock: this.target.database.dialect.lockRows });
    });
    const heldMs = elapsed() - started;
    if (kept.refused) this.stayed.reasons.add(kept.refused.message);
    if (went === 0) return 'done';
    this.record({ rows: went, heldMs });
    await this.giveWay(gap(heldMs));
    return went < size ? 'done' : 'more';
  }
}

/** Rows with sessions that are dead, as many as hold so many of them, and few enough to lock. */
function* batchesOf(
  page: readonly OpenRow[],
  isDead: (session: CellSession) => boolean,
  most: number,
): Generator<readonly OpenRow[]> {
  let [rows, dead]: [OpenRow[], number] = [[], 0];
  for (const row of page) {
    const some = row.sessions.filter(isDead).length;
    if (some === 0) continue;
    if (rows.length > 0 && (dead + some > most || rows.length >= batchOfRows)) {
      yield rows;
      [rows, dead] = [[], 0];
    }
    rows.push(row);
    dead += some;
  }
  if (rows.length > 0) yield rows;
}

/** What a purge of cells would take. */
export async function surveyCells(target: Target, cutoff: Date) {
  const survey = { count: 0, oldest: Infinity, newest: -Infinity, bytes: 0 };
  for await (const page of cellPages(target, reading)) {
    for (const session of page.flatMap(({ sessions }) => sessions)) {
      if (!isDeadBefore(cutoff, session)) continue;
      const millis = Number(session.millis);
      survey.count++;
      survey.bytes += Number(session.size);
      survey.oldest = Math.min(survey.oldest, millis);
      survey.newest = Math.max(survey.newest, millis);
    }
  }
  const { count, oldest, newest, bytes } = survey;
  const any = count > 0;
  return {
    count,
    bytes,
    oldest: any ? new Date(oldest) : null,
    newest: any ? new Date(newest) : null,
  };
}

const isDeadBefore = (cutoff: Date, { millis }: CellSession): boolean =>
  millis !== null && Number(millis) < cutoff.getTime();
