import type { BatchAbility } from '../../database/contract.js';
import type { Database } from '../../database/database.js';
import { failureKind } from '../../database/failures.js';
import { purgeable } from '../expired.js';
import { Binds } from '../sql.js';
import type { Target } from '../target.js';
import { createBatcher, type Batch } from './batcher.js';
import { Pace } from './pace.js';
import type { PurgeOptions } from './purge.js';
import { Windows } from './windows.js';

/** One purge under way: its batches, its limits, and what has come of it so far. */
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
    const { batchSize, limit } = this.options;
    const ability = await batchAbility(this.target.database);
    const pace = new Pace(ability, batchSize === 'all' ? undefined : batchSize);
    for (const stretch of this.target.table.expiry.stretches(this.cutoff)) {
      let batcher = await createBatcher(this.target, stretch, this.cutoff, limit !== undefined);
      for (let done = false; !done;) {
        if (this.#mustEnd()) return;
        const size = Math.min(pace.size, (limit ?? Infinity) - this.deleted);
        const batch = await batcher.next(size).catch((error: unknown) => {
          if (!wantsPlainWay(error) || batcher instanceof Windows) throw error;
          batcher = new Windows(this.target, stretch, this.cutoff);
          return batcher.next(size);
        });
        done = batch.done;
        this.#record(batch);
        pace.learn(batch.rows, batch.heldMs);
        if (batch.rows > 0) await this.#giveWay(ability.gap(batch.heldMs));
      }
    }
  }

  /** One statement with a page cache to match: the fastest way where nobody else needs the table. */
  async allAtOnce(): Promise<void> {
    const binds = new Binds();
    const where = purgeable(this.target.table, this.cutoff, binds);
    const { database, table } = this.target;
    const held = await database.hold();
    try {
      for (const sql of database.dialect.beforeBulk) await held.execute(sql);
      const started = performance.now();
      const rows = await held.change({
        sql: `DELETE FROM ${table.sql.table} WHERE ${where}`,
        bind: binds.values,
        whole: true,
      });
      this.#record({ rows, heldMs: performance.now() - started, done: true });
    } finally {
      held.release();
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

  async #giveWay(gapMs: number): Promise<void> {
    const { signal, pause } = this.options;
    const ms = pause ?? gapMs;
    if (ms > 0) await this.target.clock.wait(ms, signal && { signal });
  }

  #record({ rows, heldMs }: Batch): void {
    if (rows === 0) return;
    this.deleted += rows;
    this.batches++;
    this.options.onBatch?.({ rows, heldMs, deleted: this.deleted, batches: this.batches });
  }
}

/**
 * Engines that speak a database's protocol may lack what it can do, and PostgreSQL lets nobody lock
 * rows who may only delete them (SELECT … FOR UPDATE wants UPDATE): then the plain way serves.
 */
const wantsPlainWay = (error: unknown): boolean =>
  ['unsupported', 'forbidden'].includes(failureKind(error) ?? '');

/** What the dialect can do, in the mode that this database is in. */
async function batchAbility(database: Database): Promise<BatchAbility> {
  const { batches } = database.dialect;
  if (!batches.modes) return batches;
  const [row] = await database.select<{ mode: string }>(batches.modes.ask);
  return { ...batches, ...batches.modes.of(row?.mode ?? '') };
}
