import type { Runner } from '../../database/held.js';
import type { Stretch } from '../../database/expiry/contract.js';
import { purgeableIn } from '../expired.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batch.js';
import { ByKeys } from './by-keys.js';
import {
  isBeyond,
  keyList,
  keyOrder,
  keyValues,
  type Keyed,
  type KeyValues,
  type RowKey,
} from './row-key.js';

/** A row that was locked. Not `expiry`: an ORDER BY would take the alias, which is text, for the column. */
interface Locked extends Keyed {
  place: unknown;
}

/**
 * Locks the next expired rows that nobody else has in hand, and deletes them by their keys in the
 * same transaction: the way of MySQL and MariaDB.
 *
 * Where most of the table has expired, it first goes along the table in the order of its keys, in
 * which InnoDB keeps the rows: along the index on expiry each row is another page.
 */
export class LockedKeys implements Batcher {
  readonly #rows: ByKeys;
  #byKey: boolean;
  /** Where the next batch begins: behind a key, or at an expiry. */
  #behind: KeyValues | null = null;
  #from: unknown;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
    readonly key: RowKey,
    mostlyExpired: boolean,
  ) {
    this.#rows = new ByKeys(target, stretch, cutoff, key);
    this.#byKey = mostlyExpired;
    this.#from = stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const started = performance.now();
    const { found, rows, last } = await this.target.database.retryTransaction((run) =>
      this.#batch(run, size),
    );
    const heldMs = performance.now() - started;
    if (last) {
      this.#behind = keyValues(this.key, last);
      if (!this.#byKey) this.#from = last.place;
      return { found, rows, heldMs, done: false };
    }
    // A last pass from the bottom takes the rows that were locked or came late.
    const done = !this.#byKey && this.#from === this.stretch.from;
    this.#byKey = false;
    this.#from = this.stretch.from;
    return { found, rows, heldMs, done };
  }

  async #batch(run: Runner, size: number) {
    const doomed = await run.select<Locked>(this.#byKey ? this.#nextKeys(size) : this.#next(size));
    const rows = await this.#rows.delete(
      run,
      doomed.map((row) => keyValues(this.key, row)),
    );
    return { found: doomed.length, rows, last: doomed.at(-1) };
  }

  /** Along the index on expiry. */
  #next(size: number): { sql: string; bind: unknown[] } {
    const { sql, expiry } = this.target.table;
    const binds = new Binds();
    const conditions = purgeableIn(this.stretch, this.target.table, this.cutoff, binds);
    if (this.#from !== this.stretch.from) {
      conditions.push(`${sql.expiry} >= ${expiry.bound(binds.add(this.#from))}`);
    }
    return this.#lock(conditions, sql.expiry, size, binds);
  }

  /** Along the keys; a condition that no index on expiry can serve leads the planner there too. */
  #nextKeys(size: number): { sql: string; bind: unknown[] } {
    const { table } = this.target;
    const binds = new Binds();
    const hidden = { ...table, sql: { ...table.sql, expiry: `COALESCE(${table.sql.expiry})` } };
    const conditions = purgeableIn(this.stretch, hidden, this.cutoff, binds);
    if (this.#behind !== null) conditions.push(isBeyond(this.key, '>', this.#behind, binds));
    return this.#lock(conditions, keyOrder(this.key), size, binds);
  }

  #lock(conditions: string[], order: string, size: number, binds: Binds) {
    const { sql, expiry } = this.target.table;
    const { quote } = this.target.database.dialect;
    return {
      sql: `SELECT ${keyList(this.key)}, ${expiry.carry(sql.expiry)} AS ${quote('place')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${order} LIMIT ${size} FOR UPDATE SKIP LOCKED`,
      bind: binds.values,
    };
  }
}
