import type { Statement } from '../../database/contract.js';
import type { Runner } from '../../database/held.js';
import type { Stretch } from '../../database/expiry/contract.js';
import { purgeableIn } from '../expired.js';
import { Binds, whereClause } from '../sql.js';
import type { Target } from '../target.js';
import { isOneOf, keyList, keyValues, type Keyed, type KeyValues, type RowKey } from './row-key.js';

/** What one statement may name: the server takes 65,535 values, and plans a long list slowly. */
const mostKeys = 1024;

/**
 * Locks and deletes rows by their keys, the way of MySQL and MariaDB, whose own `DELETE … LIMIT`
 * would wait for locked rows, and deadlock.
 *
 * Each statement is led to its rows by the key's own index. Left to themselves, the planners go over
 * the whole of a small table, and there they wait for every row that somebody has locked, whether it
 * is to go or not. Only the form for several tables takes such a hint.
 */
export class ByKeys {
  constructor(
    readonly target: Target,
    readonly stretch: Stretch,
    readonly cutoff: Date,
    readonly key: RowKey,
  ) {}

  /** Those of these rows that have expired and that nobody else has in hand, locked. */
  async lock(run: Runner, rows: readonly KeyValues[]): Promise<KeyValues[]> {
    const locked: KeyValues[] = [];
    for (const some of slices(rows)) {
      const binds = new Binds();
      const { sql } = this.target.table;
      const found = await run.select<Keyed>({
        sql: `SELECT ${keyList(this.key)} FROM ${sql.table} ${this.#led()}
          ${this.#where(some, binds)} FOR UPDATE SKIP LOCKED`,
        bind: binds.values,
      });
      locked.push(...found.map((row) => keyValues(this.key, row)));
    }
    return locked;
  }

  /** Deletes those of these rows that have expired; says how many. */
  async delete(run: Runner, rows: readonly KeyValues[]): Promise<number> {
    let deleted = 0;
    for (const some of slices(rows)) deleted += await run.change(this.#delete(some));
    return deleted;
  }

  #delete(rows: readonly KeyValues[]): Statement {
    const { sql } = this.target.table;
    const binds = new Binds();
    const where = this.#where(rows, binds);
    const from =
      this.key.index === null
        ? `DELETE FROM ${sql.table}`
        : `DELETE doomed FROM ${sql.table} AS doomed ${this.#led()}`;
    return { sql: `${from} ${where}`, bind: binds.values };
  }

  #led(): string {
    return this.key.index === null ? '' : `FORCE INDEX (${this.key.index})`;
  }

  #where(rows: readonly KeyValues[], binds: Binds): string {
    const last = rows.at(-1);
    // The server and the driver keep each statement that they prepare: a few lengths do for all.
    const places = 2 ** Math.ceil(Math.log2(rows.length));
    const padded = last ? [...rows, ...Array<KeyValues>(places - rows.length).fill(last)] : rows;
    return whereClause([
      isOneOf(this.key, padded, binds),
      ...purgeableIn(this.stretch, this.target.table, this.cutoff, binds),
    ]);
  }
}

function slices<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / mostKeys);
  return Array.from({ length: count }, (_, i) => items.slice(i * mostKeys, (i + 1) * mostKeys));
}
