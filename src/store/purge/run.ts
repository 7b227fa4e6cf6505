import { SessionAdminError } from '../../errors.js';
import type { BatchAbility } from '../../database/contract.js';
import type { Database } from '../../database/database.js';
import type { Stretch } from '../../database/expiry/contract.js';
import { purgeable } from '../expired.js';
import { Binds } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batch.js';
import { createBatcher } from './batcher.js';
import { Pace } from './pace.js';
import type { PurgeOptions } from './options.js';
import { rowKeyOf, type RowKey } from './row-key.js';
import { forbidsRow, wantsPlainWay, Windows, type Stayed } from './windows.js';

/** What the batches of a run have in common. */
interface Means {
  ability: BatchAbility;
  pace: Pace;
  key: RowKey;
}

/** How batches come to an end: no row is left, the run is over, or rows are in their way. */
type End = 'done' | 'over' | 'stuck';

/** One purge under way: its batches, its limits, and what has come of it so far. */
export class PurgeRun {
  deleted = 0;
  batches = 0;
  /** A limit ended it before the last expired row. */
  endedEarly = false;
  /** Rows that stay, as far as it has met them. */
  readonly stayed: Stayed = { refused: 0, reasons: new Set(), kept: 0 };
  readonly #started = performance.now();
  /** Stretches whose rows went without a look at those that stay. */
  readonly #hasty = new Set<Stretch>();
  #means: Means | undefined;

  constructor(
    readonly target: Target,
    readonly cutoff: Date,
    readonly options: PurgeOptions,
  ) {}

  /** Deletes, until nothing is left or it must end; what is broken off then is no failure. */
  async start(): Promise<void> {
    const { batchSize, limit } = this.options;
    const work = batchSize === 'all' && limit === undefined ? this.#allAtOnce() : this.#inBatches();
    await work.catch((error: unknown) => {
      if (!isBrokenOff(error) || !this.#mustEnd()) throw error;
    });
  }

  async #inBatches(): Promise<void> {
    for (const stretch of this.target.table.expiry.stretches(this.cutoff)) {
      if ((await this.#goOver(stretch)) === 'over') return;
    }
  }

  /** Goes over the rows that are left one by one where it must, and so learns why they stay. */
  async lookAgain(plain: boolean): Promise<void> {
    for (const stretch of [...this.#hasty]) {
      if ((await this.#goCarefully(stretch, plain)) === 'over') return;
    }
  }

  /** One statement with a page cache to match: the fastest way where nobody else needs the table. */
  async #allAtOnce(): Promise<void> {
    const { table } = this.target;
    table.expiry.stretches(this.cutoff).forEach((stretch) => this.#hasty.add(stretch));
    try {
      await this.#deleteAll();
    } catch (error) {
      // One row that must stay keeps all the others: only batches can go around it.
      if (!forbidsRow(error)) throw error;
      await this.lookAgain(false);
    }
  }

  async #deleteAll(): Promise<void> {
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
      this.#record({ found: rows, rows, heldMs: performance.now() - started, done: true });
    } finally {
      held.release();
    }
  }

  /** Goes the fast way over a stretch, and the careful one where that leads no further. */
  async #goOver(stretch: Stretch): Promise<End> {
    const { key } = await this.#ready();
    const oldestFirst = this.options.limit !== undefined;
    const fast = await createBatcher(this.target, stretch, this.cutoff, key, oldestFirst);
    if (fast === null) return this.#goCarefully(stretch, false);
    this.#hasty.add(stretch);
    let plain = false;
    const end = await this.#run(fast).catch((error: unknown): End => {
      plain = wantsPlainWay(error);
      if (plain || forbidsRow(error)) return 'stuck';
      throw error;
    });
    return end === 'stuck' ? this.#goCarefully(stretch, plain) : end;
  }

  async #goCarefully(stretch: Stretch, plain: boolean): Promise<End> {
    const { key } = await this.#ready();
    this.#hasty.delete(stretch);
    return this.#run(new Windows(this.target, stretch, this.cutoff, key, this.stayed, plain));
  }

  async #run(batcher: Batcher): Promise<End> {
    const { ability, pace } = await this.#ready();
    const { limit = Infinity } = this.options;
    for (;;) {
      if (this.#mustEnd()) return 'over';
      const batch = await batcher.next(Math.min(pace.size, limit - this.deleted));
      this.#record(batch);
      pace.learn(batch.rows, batch.heldMs);
      if (batch.rows > 0) await this.#giveWay(ability.gap(batch.heldMs));
      if (batch.done) return 'done';
      if (batch.found > 0 && batch.rows === 0 && !(batcher instanceof Windows)) return 'stuck';
    }
  }

  async #ready(): Promise<Means> {
    if (this.#means) return this.#means;
    const { batchSize } = this.options;
    const ability = await batchAbility(this.target.database);
    const pace = new Pace(ability, batchSize === 'all' ? undefined : batchSize);
    this.#means = { ability, pace, key: await rowKeyOf(this.target) };
    return this.#means;
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

/** What the dialect can do, in the mode that this database is in. */
async function batchAbility(database: Database): Promise<BatchAbility> {
  const { batches } = database.dialect;
  if (!batches.modes) return batches;
  const [row] = await database.select<{ mode: string }>(batches.modes.ask);
  return { ...batches, ...batches.modes.of(row?.mode ?? '') };
}

/** Its time was over, or its signal fired. */
export const isBrokenOff = (error: unknown): boolean =>
  error instanceof SessionAdminError && error.code === 'ABORTED';
