import type { Statement } from '../../database/contract.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batcher.js';
import { purgeableIn } from '../expired.js';

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
    readonly rowPlace: string,
  ) {
    this.#from = stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const started = performance.now();
    const [result] = await this.target.database.select<{ rows: number; last: unknown }>(
      this.#statement(size),
    );
    const heldMs = performance.now() - started;
    const rows = result?.rows ?? 0;
    if (rows > 0) {
      this.#from = result?.last ?? null;
      return { rows, heldMs, done: false };
    }
    const done = this.#from === this.stretch.from;
    this.#from = this.stretch.from;
    return { rows, heldMs, done };
  }

  #statement(size: number): Statement {
    const { sql, expiry } = this.target.table;
    const { quote } = this.target.database.dialect;
    const binds = new Binds();
    const expired = purgeableIn(this.stretch, this.target.table, this.cutoff, binds);
    const conditions = [...expired];
    if (this.#from !== this.stretch.from) {
      conditions.push(`${sql.expiry} >= ${expiry.bound(binds.add(this.#from))}`);
    }
    return {
      sql: `WITH doomed AS (
          SELECT ${this.rowPlace} AS place FROM ${sql.table} ${whereClause(conditions)}
          ORDER BY ${sql.expiry} LIMIT ${size} FOR UPDATE SKIP LOCKED
        ), gone AS (
          DELETE FROM ${sql.table} WHERE ${this.rowPlace} = ANY (ARRAY(SELECT place FROM doomed))
            AND ${expired.join(' AND ')} RETURNING ${sql.expiry} AS expiry
        ) SELECT count(*)::int AS ${quote('rows')}, ${expiry.carry('max(expiry)')} AS ${quote('last')} FROM gone`,
      bind: binds.values,
      writes: true,
    };
  }
}
