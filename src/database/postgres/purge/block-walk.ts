import type { Batch, Batcher, ExpiredRows } from '../../purge/contract.js';
import { deleteByPlace, type DeletedByPlace } from './by-place.js';
import { elapsed } from '../../../clock.js';

/** Blocks of a batch that finds next to nothing: 8 MB. */
const mostBlocks = 1024;

/**
 * Goes over the table block by block, locks the expired rows that nobody else has in hand, and
 * deletes them by their physical place, in one statement: the way where most of a table has expired.
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
    readonly rows: ExpiredRows,
    readonly blocks: number,
  ) {}

  async next(size: number): Promise<Batch> {
    const started = elapsed();
    const blocks = Math.max(1, Math.min(mostBlocks, Math.floor(size / this.#density)));
    const statement = deleteByPlace(this.rows, {
      conditions: (binds) => [
        `ctid >= ${binds.add(`(${this.#block},0)`)}::tid`,
        `ctid < ${binds.add(`(${this.#block + blocks},0)`)}::tid`,
      ],
      tail: `LIMIT ${size}`,
    });
    const [result] = await this.rows.database.select<DeletedByPlace>(statement);
    const heldMs = elapsed() - started;
    const { found = 0, rows = 0 } = result ?? {};
    this.#found += rows;
    this.#density = (1.1 * rows) / blocks;
    // A full batch may have left rows in its blocks.
    if (found < size) this.#block += blocks;
    return { found, rows, heldMs, done: this.#passIsDone() };
  }

  /** At the end of a pass says whether it found nothing, and else begins the next one. */
  #passIsDone(): boolean {
    if (this.#block < this.blocks) return false;
    const done = this.#found === 0;
    this.#block = 0;
    this.#found = 0;
    return done;
  }
}
