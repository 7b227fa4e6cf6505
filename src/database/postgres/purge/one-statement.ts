import type { Batch, Batcher, ExpiredRows } from '../../purge/contract.js';
import { deleteByPlace, type DeletedByPlace } from './by-place.js';
import { elapsed } from '../../../clock.js';

/**
 * Locks the next expired rows that nobody else has in hand and deletes them by their physical place,
 * in one statement.
 *
 * Each batch starts at the expiry where the last one ended, since deleted rows stay in the index
 * until a vacuum and would be walked over again and again. A last pass from the bottom takes the
 * rows that were locked or came late.
 */
export class OneStatement implements Batcher {
  #from: unknown;

  constructor(readonly rows: ExpiredRows) {
    this.#from = rows.stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const { table, stretch, database } = this.rows;
    const { sql, expiry } = table;
    const from = this.#from;
    const started = elapsed();
    const statement = deleteByPlace(this.rows, {
      conditions: (binds) =>
        from === stretch.from ? [] : [`${sql.expiry} >= ${expiry.bound(binds.add(from))}`],
      tail: `ORDER BY ${sql.expiry} LIMIT ${size}`,
    });
    const [result] = await database.select<DeletedByPlace>(statement);
    const heldMs = elapsed() - started;
    const { found = 0, rows = 0, last = null } = result ?? {};
    this.#from = found > 0 ? last : stretch.from;
    return { found, rows, heldMs, done: found === 0 && from === stretch.from };
  }
}
