import type { ExpiredRows } from '../../purge/contract.js';
import { keyList, keyValues, type Keyed, type KeyValues } from '../../purge/row-key.js';
import { Binds, whereClause, type Runner, type Statement } from '../../statement.js';
import { deleteFrom, forceIndex } from '../spelling.js';
import { isOneOf } from './row-key.js';

/** What one statement may name: the server takes 65,535 values, and plans a long list slowly. */
const mostKeys = 1024;

/**
 * Locks and deletes rows by their keys: the server's own `DELETE … LIMIT` would wait for locked rows,
 * and deadlock. Each statement is led to its rows by the key's own index.
 */
export class ByKeys {
  constructor(readonly expired: ExpiredRows) {}

  /** Those of these rows that have expired and that nobody else has in hand, locked. */
  async lock(run: Runner, rows: readonly KeyValues[]): Promise<KeyValues[]> {
    const { key, table } = this.expired;
    const locked: KeyValues[] = [];
    for (const some of slices(rows)) {
      const binds = new Binds();
      const found = await run.select<Keyed>({
        sql: `SELECT ${keyList(key)} FROM ${table.sql.table} ${forceIndex(key.index)}
          ${this.#where(some, binds)} FOR UPDATE SKIP LOCKED`,
        bind: binds.values,
      });
      locked.push(...found.map((row) => keyValues(key, row)));
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
    const { key, table } = this.expired;
    const binds = new Binds();
    const where = this.#where(rows, binds);
    return { sql: `${deleteFrom(table.sql.table, key.index)} ${where}`, bind: binds.values };
  }

  #where(rows: readonly KeyValues[], binds: Binds): string {
    const last = rows.at(-1);
    // The server and the driver keep each statement that they prepare: a few lengths do for all.
    const places = 2 ** Math.ceil(Math.log2(rows.length));
    const padded = last ? [...rows, ...Array<KeyValues>(places - rows.length).fill(last)] : rows;
    return whereClause([
      isOneOf(this.expired.key, padded, binds),
      ...this.expired.conditions(binds),
    ]);
  }
}

function slices<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / mostKeys);
  return Array.from({ length: count }, (_, i) => items.slice(i * mostKeys, (i + 1) * mostKeys));
}
