import type { Runner } from '../../database/held.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import type { Batch, Batcher } from './batcher.js';
import { purgeableIn } from '../expired.js';

/** A row that was locked. Not `expiry`: an ORDER BY would take the alias, which is text, for the column. */
interface Locked {
  token: unknown;
  place: unknown;
}

/**
 * Locks the next expired rows that nobody else has in hand, and deletes them by their keys in the
 * same transaction: the way of MySQL and MariaDB, whose own `DELETE … LIMIT` would wait for locked
 * rows, and deadlock.
 *
 * Where most of the table has expired, it first goes along the table in the order of its keys, in
 * which InnoDB keeps the rows: along the index on expiry each row is another page.
 */
export class LockedKeys implements Batcher {
  #byKey: boolean;
  /** Where the next batch begins: a key, or an expiry. */
  #from: unknown = null;

  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
    mostlyExpired: boolean,
  ) {
    this.#byKey = mostlyExpired;
    this.#from = mostlyExpired ? null : stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const started = performance.now();
    const { rows, last } = await this.target.database.retryTransaction((run) =>
      this.#batch(run, size),
    );
    const heldMs = performance.now() - started;
    if (last) {
      this.#from = this.#byKey ? last.token : last.place;
      return { rows, heldMs, done: false };
    }
    // A last pass from the bottom takes the rows that were locked or came late.
    const done = !this.#byKey && this.#from === this.stretch.from;
    this.#byKey = false;
    this.#from = this.stretch.from;
    return { rows, heldMs, done };
  }

  async #batch(run: Runner, size: number): Promise<{ rows: number; last: Locked | undefined }> {
    const doomed = await run.select<Locked>(this.#byKey ? this.#nextKeys(size) : this.#next(size));
    const last = doomed.at(-1);
    const rows = last ? await run.change(this.#delete(doomed, last)) : 0;
    return { rows, last };
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
    const { sql } = table;
    const binds = new Binds();
    const hidden = { ...table, sql: { ...sql, expiry: `COALESCE(${sql.expiry})` } };
    const conditions = purgeableIn(this.stretch, hidden, this.cutoff, binds);
    if (this.#from !== null) conditions.push(`${sql.token} > ${binds.add(this.#from)}`);
    return this.#lock(conditions, sql.token, size, binds);
  }

  #lock(conditions: string[], order: string, size: number, binds: Binds) {
    const { sql, expiry } = this.target.table;
    const { quote } = this.target.database.dialect;
    return {
      sql: `SELECT ${sql.token} AS ${quote('token')}, ${expiry.carry(sql.expiry)} AS ${quote('place')}
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${order} LIMIT ${size} FOR UPDATE SKIP LOCKED`,
      bind: binds.values,
    };
  }

  #delete(doomed: readonly Locked[], last: Locked): { sql: string; bind: unknown[] } {
    const { table } = this.target;
    const binds = new Binds();
    // The server and the driver keep each statement that they prepared: a few lengths do for all.
    const places = 2 ** Math.ceil(Math.log2(doomed.length));
    const keys = Array.from({ length: places }, (_, i) => binds.add((doomed[i] ?? last).token));
    return {
      sql: `DELETE FROM ${table.sql.table} WHERE ${table.sql.token} IN (${keys.join(', ')})
        AND ${purgeableIn(this.stretch, table, this.cutoff, binds).join(' AND ')}`,
      bind: binds.values,
    };
  }
}
