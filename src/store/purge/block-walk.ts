import type { Statement } from '../../database/contract.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import { Binds } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batcher.js';
import { purgeableIn } from '../expired.js';

/** Blocks of a batch that finds next to nothing: 8 MB. */
const mostBlocks = 1024;

/**
 * Goes over the table block by block, locks the expired rows that nobody else has in hand, and
 * deletes them by their physical place, in one statement: the way of PostgreSQL where most of a
 * table has expired.
 *
 * It goes over the table again until it finds nothing, for rows that were locked or came late.
 */
export class BlockWalk implements Batcher {
  #block = 0;
  /** Expired rows of this pass. */
  #found = 0;
  /** Expired rows a block to reckon with: as the last batch had them, and some more. */
  #density = 30;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
    readonly rowPlace: string,
    readonly blocks: number,
  ) {}

  async next(size: number): Promise<Batch> {
    const started = performance.now();
    const blocks = Math.max(1, Math.min(mostBlocks, Math.floor(size / this.#density)));
    const [result] = await this.target.database.select<{ rows: number }>(
      this.#statement(blocks, size),
    );
    const heldMs = performance.now() - started;
    const rows = result?.rows ?? 0;
    this.#found += rows;
    this.#density = (1.1 * rows) / blocks;
    // A full batch may have left rows in its blocks.
    if (rows < size) this.#block += blocks;
    return { rows, heldMs, done: this.#passIsDone() };
  }

  /** At the end of a pass says whether it found nothing, and else begins the next one. */
  #passIsDone(): boolean {
    if (this.#block < this.blocks) return false;
    const done = this.#found === 0;
    this.#block = 0;
    this.#found = 0;
    return done;
  }

  #statement(blocks: number, size: number): Statement {
    const { sql } = this.target.table;
    const { quote } = this.target.database.dialect;
    const binds = new Binds();
    const expired = purgeableIn(this.stretch, this.target.table, this.cutoff, binds).join(' AND ');
    const from = binds.add(`(${this.#block},0)`);
    const to = binds.add(`(${this.#block + blocks},0)`);
    return {
      sql: `WITH doomed AS (
          SELECT ${this.rowPlace} AS place FROM ${sql.table}
          WHERE ${this.rowPlace} >= ${from}::tid AND ${this.rowPlace} < ${to}::tid AND ${expired}
          LIMIT ${size} FOR UPDATE SKIP LOCKED
        ), gone AS (
          DELETE FROM ${sql.table} WHERE ${this.rowPlace} = ANY (ARRAY(SELECT place FROM doomed))
            AND ${expired} RETURNING 1
        ) SELECT count(*)::int AS ${quote('rows')} FROM gone`,
      bind: binds.values,
      writes: true,
    };
  }
}
