import type { RowPlace } from '../../database/contract.js';
import { failureKind, failureOf } from '../../database/failures.js';
import type { Stretch } from '../../database/expiry/contract.js';
import { endsBefore, within } from '../expired.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batch.js';
import { ByKeys } from './by-keys.js';
import { deleteByPlace, type DeletedByPlace } from './by-place.js';
import {
  isBeyond,
  keyList,
  keyOrder,
  keyValues,
  type Keyed,
  type KeyValues,
  type RowKey,
} from './row-key.js';

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

type Deleted = Omit<Batch, 'done'>;

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
  #plain: boolean;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
    readonly key: RowKey,
    stayed: Stayed,
    plain: boolean,
  ) {
    this.#stayed = stayed;
    this.#plain = plain || !target.database.dialect.batches.skipLocked;
  }

  async next(size: number): Promise<Batch> {
    const rows = this.#waiting.pop() ?? (await this.#look(size));
    if (rows.length > size) this.#waiting.push(rows.splice(size));
    const batch = rows.length > 0 ? await this.#try(rows) : { found: 0, rows: 0, heldMs: 0 };
    return { ...batch, done: this.#seenAll && this.#waiting.length === 0 };
  }

  async #try(rows: Mark[]): Promise<Deleted> {
    const started = performance.now();
    try {
      const batch = await this.#delete(rows);
      this.#stayed.kept += Math.max(0, batch.found - batch.rows);
      return batch;
    } catch (error) {
      if (wantsPlainWay(error) && !this.#plain) {
        this.#plain = true;
        return this.#try(rows);
      }
      if (!forbidsRow(error)) throw error;
      if (rows.length === 1) {
        this.#stayed.refused++;
        this.#stayed.reasons.add(failureOf(error)?.what ?? '');
      } else {
        const half = rows.splice(Math.ceil(rows.length / 2));
        this.#waiting.push(half, rows);
      }
      return { found: 0, rows: 0, heldMs: performance.now() - started };
    }
  }

  async #look(size: number): Promise<Mark[]> {
    const { table, database } = this.target;
    const { sql, expiry } = table;
    const { quote } = database.dialect;
    const binds = new Binds();
    const stretch = { ...this.stretch, from: this.#after?.place ?? this.stretch.from };
    const conditions = within(stretch, table, binds);
    if (this.#after) {
      const place = expiry.bound(binds.add(this.#after.place));
      const key = isBeyond(this.key, '>', keyValues(this.key, this.#after), binds);
      conditions.push(`(${sql.expiry} > ${place} OR ${key})`);
    }
    const rows = await database.select<Mark & { gone: number | boolean | null }>({
      sql: `SELECT ${expiry.carry(sql.expiry)} AS ${quote('place')}, ${keyList(this.key)},
        ${endsBefore(table, this.cutoff, binds)} AS ${quote('gone')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${sql.expiry}, ${keyOrder(this.key)} LIMIT ${size}`,
      bind: binds.values,
    });
    this.#seenAll = rows.length < size;
    this.#after = rows.at(-1) ?? null;
    return rows.filter(({ gone }) => Boolean(gone));
  }

  #delete(rows: readonly Mark[]): Promise<Deleted> {
    const { rowPlace } = this.target.database.dialect.batches;
    if (this.#plain) return this.#deleteBetween(rows);
    return rowPlace === null ? this.#deleteKeys(rows) : this.#deletePlaces(rows, rowPlace);
  }

  async #deleteBetween(rows: readonly Mark[]): Promise<Deleted> {
    const { database, table } = this.target;
    const binds = new Binds();
    const conditions = [...this.#between(rows, binds), endsBefore(table, this.cutoff, binds)];
    const sql = `DELETE FROM ${table.sql.table} ${whereClause(conditions)}`;
    let started = 0;
    const deleted = await database.retryTransaction((run) => {
      // Until now it was others who held the lock.
      started = performance.now();
      return run.change({ sql, bind: binds.values });
    });
    return { found: rows.length, rows: deleted, heldMs: performance.now() - started };
  }

  async #deletePlaces(rows: readonly Mark[], rowPlace: RowPlace): Promise<Deleted> {
    const started = performance.now();
    const statement = deleteByPlace(this.target, this.stretch, this.cutoff, rowPlace, {
      conditions: (binds) => this.#between(rows, binds),
      tail: `LIMIT ${rows.length}`,
    });
    const [result] = await this.target.database.select<DeletedByPlace>(statement);
    const { found = 0, rows: deleted = 0 } = result ?? {};
    return { found, rows: deleted, heldMs: performance.now() - started };
  }

  async #deleteKeys(rows: readonly Mark[]): Promise<Deleted> {
    const started = performance.now();
    const byKeys = new ByKeys(this.target, this.stretch, this.cutoff, this.key);
    const keys: KeyValues[] = rows.map((row) => keyValues(this.key, row));
    const deleted = await this.target.database.retryTransaction(async (run) => {
      const locked = await byKeys.lock(run, keys);
      return { found: locked.length, rows: await byKeys.delete(run, locked) };
    });
    return { ...deleted, heldMs: performance.now() - started };
  }

  /** The conditions that a row lies between the first and the last of these. */
  #between(rows: readonly Mark[], binds: Binds): string[] {
    const { sql, expiry } = this.target.table;
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return ['1 = 0'];
    const [begin, end] = [first, last].map(({ place }) => expiry.bound(binds.add(place)));
    const from = isBeyond(this.key, '>=', keyValues(this.key, first), binds);
    const to = isBeyond(this.key, '<=', keyValues(this.key, last), binds);
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
