import { failureKind, failureOf } from '../../database/failures.js';
import type {
  Batch,
  Batcher,
  Deleted,
  ExpiredRows,
  Skipping,
} from '../../database/purge/contract.js';
import {
  isBeyond,
  keyList,
  keyOrder,
  keyValues,
  type Keyed,
} from '../../database/purge/row-key.js';
import { Binds, whereClause } from '../../database/statement.js';
import { rowsOf } from '../../layouts/rows.js';
import { deleteWith } from '../along/delete.js';
import { leftBehind } from '../along/tables.js';
import { goneBefore, within } from '../expired.js';
import { foreignKeysOf, unnamedKey } from '../foreign-keys.js';
import type { Keep } from '../save/contract.js';
import type { Target } from '../target.js';
import { elapsed } from '../../clock.js';

/** Rows that are locked with one statement where they are kept. */
const mostLocked = 500;

/** A place in the index on expiry. */
interface Mark extends Keyed {
  /** Not `expiry`: an ORDER BY would take the alias, which is text, for the column. */
  place: unknown;
}

/** Rows that stay, and why. */
export interface Stayed {
  /** Rows that a constraint or a trigger forbids to delete. */
  refused: number;
  /** In which words. */
  readonly reasons: Set<string>;
  /** Rows that the database was told to delete and did not, without a word. */
  kept: number;
}

/**
 * Reads the next rows along the index, then deletes what is still expired between the first and the
 * last of them: no lock is held while nothing goes. What the database refuses it tries again by
 * halves, down to the one row that stays.
 *
 * The way wherever a stretch may hold rows that are alive (SQLite, and local times), of databases
 * that cannot skip locked rows, and of what other ways have left behind.
 */
export class Windows implements Batcher {
  readonly #stayed: Stayed;
  #after: Mark | null = null;
  #seenAll = false;
  /** What is still to be tried of the rows that were read, the next ones last. */
  readonly #waiting: Mark[][] = [];
  /** How rows in others' hands are passed over; null where the plain way goes. */
  #skipping: Skipping | null;
  readonly #keep: Keep | undefined;

  constructor(
    readonly target: Target,
    readonly expired: ExpiredRows,
    readonly cutoff: Date,
    stayed: Stayed,
    { plain, keep }: { plain: boolean; keep: Keep | undefined },
  ) {
    this.#keep = keep;
    this.#stayed = stayed;
    this.#skipping = plain ? null : target.database.dialect.purge.skipping;
  }

  async next(size: number): Promise<Batch> {
    const rows = this.#waiting.pop() ?? (await this.#look(size));
    if (rows.length > size) this.#waiting.push(rows.splice(size));
    const batch = rows.length > 0 ? await this.#try(rows) : { found: 0, rows: 0, heldMs: 0 };
    return { ...batch, done: this.#seenAll && this.#waiting.length === 0 };
  }

  async #try(rows: Mark[]): Promise<Deleted> {
    const started = elapsed();
    try {
      const batch = await this.#delete(rows);
      this.#stayed.kept += Math.max(0, batch.found - batch.rows);
      return batch;
    } catch (error) {
      if (wantsPlainWay(error) && this.#skipping !== null) {
        this.#skipping = null;
        return this.#try(rows);
      }
      if (!forbidsRow(error)) throw error;
      if (rows.length === 1) {
        this.#stayed.refused++;
        this.#stayed.reasons.add(await this.#reason(error));
      } else {
        const half = rows.splice(Math.ceil(rows.length / 2));
        this.#waiting.push(half, rows);
      }
      return { found: 0, rows: 0, heldMs: elapsed() - started };
    }
  }

  async #reason(error: unknown): Promise<string> {
    const failure = failureOf(error);
    const keys = failure?.unnamedKey ? await foreignKeysOf(this.target) : [];
    return unnamedKey(error, keys, 'deleted') ?? failure?.what ?? '';
  }

  async #look(size: number): Promise<Mark[]> {
    const { table, database } = this.target;
    const { sql, expiry } = table;
    const { quote } = database.dialect;
    const binds = new Binds();
    const { stretch, key } = this.expired;
    const rest = { ...stretch, from: this.#after?.place ?? stretch.from };
    const conditions = within(rest, table, binds);
    if (this.#after) {
      const place = expiry.bound(binds.add(this.#after.place));
      const beyond = isBeyond(key, '>', keyValues(key, this.#after), binds);
      conditions.push(`(${sql.expiry} > ${place} OR ${beyond})`);
    }
    const rows = await database.select<Mark & { gone: number | boolean | null }>({
      sql: `SELECT ${expiry.carry(sql.expiry)} AS ${quote('place')}, ${keyList(key)},
        CASE WHEN ${goneBefore(table, this.cutoff, binds)} THEN 1 ELSE 0 END AS ${quote('gone')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${sql.expiry}, ${keyOrder(key)} LIMIT ${size}`,
      bind: binds.values,
    });
    this.#seenAll = rows.length < size;
    this.#after = rows.at(-1) ?? null;
    return rows.filter(({ gone }) => Boolean(gone));
  }

  #delete(rows: readonly Mark[]): Promise<Deleted> {
    if (this.#keep && this.#skipping) return this.#keepAndDelete(rows, this.#keep, this.#skipping);
    if (this.#skipping === null) return this.#deleteBetween(rows);
    return this.#skipping.delete(this.expired, {
      keys: rows.map((row) => keyValues(this.expired.key, row)),
      between: (binds) => this.#between(rows, binds),
    });
  }

  /** Those that nobody else has in hand are locked first, a part at a time, and then kept and deleted. */
  async #keepAndDelete(rows: readonly Mark[], keep: Keep, skipping: Skipping): Promise<Deleted> {
    const [{ takerOf }, { keeping }] = await Promise.all([
      import('../save/take.js'),
      import('../save/keeping.js'),
    ]);
    const take = await takerOf(this.target, keep);
    const started = elapsed();
    const batch = await keeping(this.target, keep, async (run) => {
      const sum = { found: 0, rows: 0 };
      for (let i = 0; i < rows.length; i += mostLocked) {
        const part = rows.slice(i, i + mostLocked);
        const reach = await skipping.lock(run, this.expired, {
          keys: part.map((row) => keyValues(this.expired.key, row)),
          between: (binds) => this.#between(part, binds),
        });
        if (reach === null) continue;
        sum.found += reach.rows;
        sum.rows += await take(run, reach.conditions, reach);
      }
      return sum;
    });
    return { ...batch, heldMs: elapsed() - started };
  }

  async #deleteBetween(rows: readonly Mark[]): Promise<Deleted> {
    const { database, table } = this.target;
    const along = await leftBehind(this.target);
    const conditions = (binds: Binds): string[] => [
      ...rowsOf(table.sql),
      ...this.#between(rows, binds),
      goneBefore(table, this.cutoff, binds),
    ];
    if (this.#keep) {
      const { takeKeeping } = await import('../save/take.js');
      const started = elapsed();
      const gone = await takeKeeping(this.target, conditions, { keep: this.#keep });
      return { found: rows.length, rows: gone, heldMs: elapsed() - started };
    }
    const binds = new Binds();
    const sql = `DELETE FROM ${table.sql.table} ${whereClause(conditions(binds))}`;
    let started = 0;
    const deleted = await database.retryTransaction((run) => {
      // Until now it was others who held the lock.
      started = elapsed();
      return along.length > 0
        ? deleteWith(run, this.target, along, conditions)
        : run.change({ sql, bind: binds.values });
    });
    return { found: rows.length, rows: deleted, heldMs: elapsed() - started };
  }

  /** The conditions that a row lies between the first and the last of these. */
  #between(rows: readonly Mark[], binds: Binds): string[] {
    const { sql, expiry } = this.target.table;
    const { key } = this.expired;
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return ['1 = 0'];
    const [begin, end] = [first, last].map(({ place }) => expiry.bound(binds.add(place)));
    const from = isBeyond(key, '>=', keyValues(key, first), binds);
    const to = isBeyond(key, '<=', keyValues(key, last), binds);
    return [
      `${sql.expiry} >= ${begin} AND (${sql.expiry} > ${begin} OR ${from})`,
      `${sql.expiry} <= ${end} AND (${sql.expiry} < ${end} OR ${to})`,
    ];
  }
}

/**
 * Engines that speak a database's protocol may lack what it can do, and PostgreSQL lets nobody lock
 * rows who may only delete them (SELECT … FOR UPDATE wants UPDATE): then the plain way serves.
 */
export const wantsPlainWay = (error: unknown): boolean =>
  ['unsupported', 'forbidden'].includes(failureKind(error) ?? '');

/**
 * A constraint or a trigger speaks of one row; of the others nothing is said. What is not unique is
 * a copy that a trigger makes.
 */
export const forbidsRow = (error: unknown): boolean =>
  ['constraint', 'duplicate'].includes(failureKind(error) ?? '');
