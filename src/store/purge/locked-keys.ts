import type { Runner } from '../../database/database.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batcher.js';

/**
 * Locks the next expired rows that nobody else has in hand, and deletes them by their keys in the
 * same transaction: the way of MySQL and MariaDB, whose own `DELETE … LIMIT` would wait for locked
 * rows, and deadlock.
 */
export class LockedKeys implements Batcher {
  #from: unknown = null;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
  ) {
    this.#from = stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const started = performance.now();
    const { rows, last } = await this.target.database.retryTransaction((run) =>
      this.#batch(run, size),
    );
    const heldMs = performance.now() - started;
    if (rows > 0) {
      this.#from = last;
      return { rows, heldMs, done: false };
    }
    // A last pass from the bottom takes the rows that were locked or came late.
    const done = this.#from === this.stretch.from;
    this.#from = this.stretch.from;
    return { rows, heldMs, done };
  }

  async #batch(run: Runner, size: number): Promise<{ rows: number; last: unknown }> {
    const { sql, expiry } = this.target.table;
    const { quote } = this.target.database.dialect;
    const binds = new Binds();
    const conditions = [`${sql.expiry} < ${expiry.bound(binds.add(this.stretch.below))}`];
    if (this.#from !== null) {
      conditions.push(`${sql.expiry} >= ${expiry.bound(binds.add(this.#from))}`);
    }
    // The alias is not `expiry`: an ORDER BY would take it, which is text, for the column.
    const doomed = await run.select<{ token: unknown; place: unknown }>({
      sql: `SELECT ${sql.token} AS ${quote('token')}, ${expiry.carry(sql.expiry)} AS ${quote('place')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${sql.expiry} LIMIT ${size} FOR UPDATE SKIP LOCKED`,
      bind: binds.values,
    });
    if (doomed.length === 0) return { rows: 0, last: null };
    const keys = new Binds();
    const list = doomed.map(({ token }) => keys.add(token)).join(', ');
    const rows = await run.change({
      sql: `DELETE FROM ${sql.table} WHERE ${sql.token} IN (${list})
        AND ${sql.expiry} < ${expiry.bound(keys.add(this.stretch.below))}`,
      bind: keys.values,
    });
    return { rows, last: doomed.at(-1)?.place ?? null };
  }
}
