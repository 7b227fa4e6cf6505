import type { RowPlace } from '../../database/contract.js';
import type { Stretch } from '../../database/expiry/contract.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batch.js';
import { deleteByPlace, type DeletedByPlace } from './by-place.js';

/**
 * Locks the next expired rows that nobody else has in hand and deletes them by their physical place,
 * in one statement: the way of PostgreSQL.
 *
 * Each batch starts at the expiry where the last one ended, since deleted rows stay in the index
 * until a vacuum and would be walked over again and again. A last pass from the bottom takes the
 * rows that were locked or came late.
 */
export class OneStatement implements Batcher {
  #from: unknown = null;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
    readonly rowPlace: RowPlace,
  ) {
    this.#from = stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const { sql, expiry } = this.target.table;
    const from = this.#from;
    const started = performance.now();
    const statement = deleteByPlace(this.target, this.stretch, this.cutoff, this.rowPlace, {
      conditions: (binds) =>
        from === this.stretch.from ? [] : [`${sql.expiry} >= ${expiry.bound(binds.add(from))}`],
      tail: `ORDER BY ${sql.expiry} LIMIT ${size}`,
    });
    const [result] = await this.target.database.select<DeletedByPlace>(statement);
    const heldMs = performance.now() - started;
    const { found = 0, rows = 0, last = null } = result ?? {};
    this.#from = found > 0 ? last : this.stretch.from;
    return { found, rows, heldMs, done: found === 0 && from === this.stretch.from };
  }
}
