import type { Batch, Batcher, ExpiredRows } from '../../purge/contract.js';
import {
  isBeyond,
  keyList,
  keyOrder,
  keyValues,
  type Keyed,
  type KeyValues,
} from '../../purge/row-key.js';
import { Binds, whereClause, type Runner, type Statement } from '../../statement.js';
import { ByKeys } from './by-keys.js';
import { elapsed } from '../../../clock.js';

/** A row that was locked. Not `expiry`: an ORDER BY would take the alias, which is text, for the column. */
interface Locked extends Keyed {
  place: unknown;
}

/**
 * Locks the next expired rows that nobody else has in hand, and deletes them by their keys in the
 * same transaction.
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
    readonly expired: ExpiredRows,
    mostlyExpired: boolean,
  ) {
    this.#rows = new ByKeys(expired);
    this.#byKey = mostlyExpired;
    this.#from = expired.stretch.from;
  }

  async next(size: number): Promise<Batch> {
    const started = elapsed();
    const { found, rows, last } = await this.expired.database.retryTransaction((run) =>
      this.#batch(run, size),
    );
    const heldMs = elapsed() - started;
    if (last) {
      this.#behind = keyValues(this.expired.key, last);
      if (!this.#byKey) this.#from = last.place;
      return { found, rows, heldMs, done: false };
    }
    // A last pass from the bottom takes the rows that were locked or came late.
    const done = !this.#byKey && this.#from === this.expired.stretch.from;
    this.#byKey = false;
    this.#from = this.expired.stretch.from;
    return { found, rows, heldMs, done };
  }

  async #batch(run: Runner, size: number) {
    const doomed = await run.select<Locked>(this.#byKey ? this.#nextKeys(size) : this.#next(size));
    const rows = await this.#rows.delete(
      run,
      doomed.map((row) => keyValues(this.expired.key, row)),
    );
    return { found: doomed.length, rows, last: doomed.at(-1) };
  }

  /** Along the index on expiry. */
  #next(size: number): Statement {
    const { sql, expiry } = this.expired.table;
    const binds = new Binds();
    const conditions = this.expired.conditions(binds);
    if (this.#from !== this.expired.stretch.from) {
      conditions.push(`${sql.expiry} >= ${expiry.bound(binds.add(this.#from))}`);
    }
    return this.#lock(conditions, sql.expiry, size, binds);
  }

  /** Along the keys; a condition that no index on expiry can serve leads the planner there too. */
  #nextKeys(size: number): Statement {
    const binds = new Binds();
    const hidden = `COALESCE(${this.expired.table.sql.expiry})`;
    const conditions = this.expired.conditions(binds, hidden);
    if (this.#behind !== null)
      conditions.push(isBeyond(this.expired.key, '>', this.#behind, binds));
    return this.#lock(conditions, keyOrder(this.expired.key), size, binds);
  }

  #lock(conditions: string[], order: string, size: number, binds: Binds): Statement {
    const { sql, expiry } = this.expired.table;
    return {
      sql: `SELECT ${keyList(this.expired.key)}, ${expiry.carry(sql.expiry)} AS \`place\`
        FROM ${sql.table} ${whereClause(conditions)}
        ORDER BY ${order} LIMIT ${size} FOR UPDATE SKIP LOCKED`,
      bind: binds.values,
    };
  }
}
