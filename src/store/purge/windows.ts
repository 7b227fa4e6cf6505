import type { Statement } from '../../database/contract.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import { endsBefore, within } from '../expired.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batcher.js';

/** A place in the index on expiry. */
interface Mark {
  /** Not `expiry`: an ORDER BY would take the alias, which is text, for the column. */
  place: unknown;
  key: unknown;
}

/**
 * Reads the next rows along the index, then deletes what is still expired between the first and the
 * last of them: no lock is held while nothing goes.
 *
 * The way wherever a stretch may hold rows that are alive (SQLite, and local times), and of databases
 * that cannot skip locked rows.
 */
export class Windows implements Batcher {
  #after: Mark | null = null;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
  ) {}

  async next(size: number): Promise<Batch> {
    const rows = await this.#look(size);
    const done = rows.length < size;
    this.#after = rows.at(-1) ?? null;
    const first = rows.find((row) => Boolean(row.gone));
    if (!first || !this.#after) return { rows: 0, heldMs: 0, done };
    const statement = this.#delete(first, this.#after);
    let started = 0;
    const deleted = await this.target.database.retryTransaction((run) => {
      // Until now it was others who held the lock.
      started = performance.now();
      return run.change(statement);
    });
    return { rows: deleted, heldMs: performance.now() - started, done };
  }

  #look(size: number): Promise<(Mark & { gone: number | boolean | null })[]> {
    const { table } = this.target;
    const { sql, expiry } = table;
    const { quote } = this.target.database.dialect;
    const binds = new Binds();
    const stretch = { ...this.stretch, from: this.#after?.place ?? this.stretch.from };
    const conditions = within(stretch, table, binds);
    if (this.#after) {
      const place = expiry.bound(binds.add(this.#after.place));
      conditions.push(
        `(${sql.expiry} > ${place} OR ${sql.pageKey} > ${binds.add(this.#after.key)})`,
      );
    }
    return this.target.database.select({
      sql: `SELECT ${expiry.carry(sql.expiry)} AS ${quote('place')}, ${sql.pageKey} AS ${quote('key')},
        ${endsBefore(table, this.cutoff, binds)} AS ${quote('gone')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${sql.expiry}, ${sql.pageKey} LIMIT ${size}`,
      bind: binds.values,
    });
  }

  #delete(first: Mark, last: Mark): Statement {
    const { table } = this.target;
    const { sql, expiry } = table;
    const binds = new Binds();
    const end = expiry.bound(binds.add(last.place));
    return {
      sql: `DELETE FROM ${sql.table} WHERE ${sql.expiry} >= ${expiry.bound(binds.add(first.place))}
        AND ${sql.expiry} <= ${end} AND (${sql.expiry} < ${end} OR ${sql.pageKey} <= ${binds.add(last.key)})
        AND ${endsBefore(table, this.cutoff, binds)}`,
      bind: binds.values,
    };
  }
}
