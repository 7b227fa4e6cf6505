import type { Stretch } from '../../database/expiry/contract.js';
import type { Batcher, BatchPace, ExpiredRows } from '../../database/purge/contract.js';
import type { RowKey } from '../../database/purge/row-key.js';
import { Binds } from '../../database/statement.js';
import { leftBehind } from '../along/tables.js';
import { purgeable } from '../expired.js';
import { expiredRows } from './expired-rows.js';
import { LimitedRun } from './limited-run.js';
import { Pace } from './pace.js';
import { forbidsRow, wantsPlainWay, Windows } from './windows.js';
import { elapsed } from '../../clock.js';

/** What the batches of a run have in common. */
interface Means {
  /** How long others get between. */
  gap: BatchPace['gap'];
  pace: Pace;
  key: RowKey;
}

/** How batches come to an end: no row is left, the run is over, or rows are in their way. */
type End = 'done' | 'over' | 'stuck';

/** One purge of rows under way. */
export class PurgeRun extends LimitedRun {
  /** Stretches whose rows went without a look at those that stay. */
  readonly #hasty = new Set<Stretch>();
  #means: Means | undefined;

  protected async work(): Promise<void> {
    const { batchSize, limit } = this.options;
    const inOne = batchSize === 'all' && limit === undefined && !(await this.#goesPlainly());
    await (inOne ? this.#allAtOnce() : this.#inBatches());
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
      const started = elapsed();
      const rows = await held.change({
        sql: `DELETE FROM ${table.sql.table} WHERE ${where}`,
        bind: binds.values,
        whole: true,
      });
      this.record({ rows, heldMs: elapsed() - started });
    } finally {
      held.release();
    }
  }

  /** Goes the fast way over a stretch, and the careful one where that leads no further. */
  async #goOver(stretch: Stretch): Promise<End> {
    const { skipping } = this.target.database.dialect.purge;
    if (skipping === null || (await this.#goesPlainly())) return this.#goCarefully(stretch, false);
    const oldestFirst = this.options.limit !== undefined;
    const fast = await skipping.begin(await this.#expired(stretch), oldestFirst);
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
    const expired = await this.#expired(stretch);
    this.#hasty.delete(stretch);
    const { keep } = this.options;
    const isPlain = plain || (keep === undefined && (await this.#goesPlainly()));
    return this.#run(
      new Windows(this.target, expired, this.cutoff, this.stayed, { plain: isPlain, keep }),
    );
  }

  /**
   * Whether rows of other tables would stay, or what goes is to be kept: only the windows take them
   * along, and have it kept.
   */
  async #goesPlainly(): Promise<boolean> {
    return this.options.keep !== undefined || (await leftBehind(this.target)).length > 0;
  }

  async #expired(stretch: Stretch): Promise<ExpiredRows> {
    const { key } = await this.#ready();
    return expiredRows(this.target, stretch, this.cutoff, key);
  }

  async #run(batcher: Batcher): Promise<End> {
    const { gap, pace } = await this.#ready();
    const { limit = Infinity } = this.options;
    for (;;) {
      if (this.mustEnd()) return 'over';
      const batch = await batcher.next(Math.min(pace.size, limit - this.deleted));
      this.record(batch);
      pace.learn(batch.rows, batch.heldMs);
      if (batch.rows > 0) await this.giveWay(gap(batch.heldMs));
      if (batch.done) return 'done';
      if (batch.found > 0 && batch.rows === 0 && !(batcher instanceof Windows)) return 'stuck';
    }
  }

  async #ready(): Promise<Means> {
    if (this.#means) return this.#means;
    const { batchSize } = this.options;
    const { database, table } = this.target;
    const { purge } = database.dialect;
    const now = await purge.pace(database);
    const pace = new Pace(now, batchSize === 'all' ? undefined : batchSize);
    this.#means = { gap: now.gap, pace, key: await purge.rowKey(database, table) };
    return this.#means;
  }
}
