import type { Stretch } from '../layouts/expiry/contract.js';
import { Binds } from './bind.js';
import { Pace } from './pace.js';
import type { PurgeOptions } from './purge.js';
import { whereClause } from './scan.js';
import { expiredConditions } from './survey.js';
import type { Target } from './target.js';

/** One purge under way: the walk along the index on expiry, and what has come of it so far. */
export class PurgeRun {
  deleted = 0;
  batches = 0;
  /** A limit ended it before the last expired row. */
  endedEarly = false;
  readonly #started = performance.now();

  constructor(
    readonly target: Target,
    readonly cutoff: Date,
    readonly options: PurgeOptions,
  ) {}

  async inBatches(): Promise<void> {
    const pace = new Pace(this.options.batchSize === 'all' ? undefined : this.options.batchSize);
    for (const stretch of this.target.table.expiry.stretches(this.cutoff)) {
      let after: Mark | null = null;
      do {
        if (this.#mustEnd()) return;
        const size = Math.min(pace.size, (this.options.limit ?? Infinity) - this.deleted);
        const window: Window = await this.#nextWindow(stretch, after, size);
        after = window.complete ? null : window.last;
        if (window.expired > 0) await this.#deleteWindow(window, pace);
      } while (after);
    }
  }

  #mustEnd(): boolean {
    const { signal, limit, maxDuration } = this.options;
    if (signal?.aborted) return true;
    this.endedEarly =
      this.deleted >= (limit ?? Infinity) ||
      performance.now() - this.#started >= (maxDuration ?? Infinity);
    return this.endedEarly;
  }

  /** Looks at the next rows along the index: a read, so that no lock is held while nothing goes. */
  async #nextWindow(stretch: Stretch, after: Mark | null, size: number): Promise<Window> {
    const { sql, expiry } = this.target.table;
    const { quote } = this.target.database.dialect;
    const binds = new Binds();
    const conditions = [`${sql.expiry} < ${binds.add(stretch.below)}`];
    if (after)
      conditions.push(
        `(${sql.expiry}, ${sql.pageKey}) > (${binds.add(after.expiry)}, ${binds.add(after.key)})`,
      );
    else if (stretch.from !== null) conditions.push(`${sql.expiry} >= ${binds.add(stretch.from)}`);
    const rows = await this.target.database.select<Mark & { gone: number | boolean | null }>({
      sql: `SELECT ${sql.expiry} AS ${quote('expiry')}, ${sql.pageKey} AS ${quote('key')},
        ${expiry.millis(sql.expiry)} < ${binds.add(this.cutoff.getTime())} AS ${quote('gone')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${sql.expiry}, ${sql.pageKey} LIMIT ${size}`,
      bind: binds.values,
    });
    const expired = rows.filter((row) => Boolean(row.gone));
    return {
      first: expired[0] ?? null,
      last: rows.at(-1) ?? null,
      expired: expired.length,
      complete: rows.length < size,
    };
  }

  /** Deletes what is still expired between a window's first row and its last. */
  async #deleteWindow({ first, last, expired }: Window, pace: Pace): Promise<void> {
    if (!first || !last) return;
    const { sql, expiry } = this.target.table;
    const binds = new Binds();
    const end = binds.add(last.expiry);
    const before = performance.now();
    const rows = await this.target.database.change({
      sql: `DELETE FROM ${sql.table} WHERE ${sql.expiry} >= ${binds.add(first.expiry)}
        AND ${sql.expiry} <= ${end} AND (${sql.expiry} < ${end} OR ${sql.pageKey} <= ${binds.add(last.key)})
        AND ${expiry.millis(sql.expiry)} < ${binds.add(this.cutoff.getTime())}`,
      bind: binds.values,
    });
    const heldMs = performance.now() - before;
    this.#record(rows, heldMs);
    pace.learn(expired, heldMs);
    const { signal, pause } = this.options;
    await this.target.clock.wait(
      pause ?? this.target.database.dialect.gap(heldMs),
      signal && { signal },
    );
  }

  /** One statement with a page cache to match: the fastest way where nobody else needs the table. */
  async allAtOnce(): Promise<void> {
    const binds = new Binds();
    const where = expiredConditions(this.target.table, this.cutoff, binds);
    const held = await this.target.database.hold();
    try {
      for (const sql of this.target.database.dialect.beforeBulk) await held.execute(sql);
      const before = performance.now();
      const rows = await held.change({
        sql: `DELETE FROM ${this.target.table.sql.table} WHERE ${where}`,
        bind: binds.values,
      });
      this.#record(rows, performance.now() - before);
    } finally {
      held.release();
    }
  }

  #record(rows: number, heldMs: number): void {
    if (rows === 0) return;
    this.deleted += rows;
    this.batches++;
    this.options.onBatch?.({ rows, heldMs, deleted: this.deleted, batches: this.batches });
  }
}

/** A place in the index on expiry. */
interface Mark {
  expiry: unknown;
  key: unknown;
}

interface Window {
  /** The first row that is expired. */
  first: Mark | null;
  last: Mark | null;
  expired: number;
  /** Nothing lies behind it in this stretch. */
  complete: boolean;
}
