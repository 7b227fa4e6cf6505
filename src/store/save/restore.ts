import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Stored } from '../../database/whole.js';
import { rowsOf } from '../../layouts/rows.js';
import { deleteRows } from '../along/delete.js';
import { alongOf } from '../along/tables.js';
import { foreignKeysOf } from '../foreign-keys.js';
import type { Target } from '../target.js';
import type { Entry } from '../write/entry.js';
import { knownTokens } from '../write/known-tokens.js';
import { uniqueIndexes } from '../write/unique.js';
import { whyRefused } from '../write/why-refused.js';
import { rowsAlong, type RowsAlong } from './along.js';
import { notSaved, refuseStrange, type Saved } from './entry.js';
import { insertRows, placed, type Into, type WholeRow } from './insert.js';
import { numbersOf, withFreeNumbers } from './numbers.js';
import { storedRow } from './saved.js';
import { wholeSessions, type WholeSessions } from './whole.js';

/** A saved session that goes back. */
export interface SavedEntry extends Entry {
  readonly saved: Saved;
}

/** What came of it besides. */
export interface Restored {
  /** Sessions of these tokens that were there, and were replaced. */
  replaced: number;
  /** Those whose row got another number than it had, which another row has now. */
  renumbered: number;
}

/** Puts saved sessions back as they were, each into a row of its own. */
export class Restorer {
  readonly restored: Restored = { replaced: 0, renumbered: 0 };

  private constructor(
    private readonly target: Target,
    private readonly whole: WholeSessions,
    private readonly along: RowsAlong,
    private readonly ground: Pick<Parameters<typeof whyRefused>[2], 'indexes' | 'foreignKeys'>,
  ) {}

  /** Asks the database once for all that it must know: in a transaction nothing else is asked. */
  static async of(target: Target): Promise<Restorer> {
    const whole = await wholeSessions(target);
    const along = await rowsAlong(target, await alongOf(target));
    const indexes = await uniqueIndexes(target.database, target.table);
    return new Restorer(target, whole, along, {
      indexes,
      foreignKeys: await foreignKeysOf(target),
    });
  }

  /** Throws `INVALID_ARGUMENT` where a saved row is none of this table's, or of another token. */
  check(entry: SavedEntry): void {
    const { table } = this.target;
    refuseStrange(entry.saved.row, table.columns, table.table.name);
    for (const [name, rows] of Object.entries(entry.saved.along ?? {})) {
      const along = this.along.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (along === undefined)
        throw notSaved(`the table ${name}, whose rows went with it, is not there`);
      for (const row of rows) refuseStrange(row, along.columns, along.name);
    }
    if (printed(this.#rowOf(entry)[table.token.name] ?? null, table.key) !== entry.token)
      throw notSaved('its row is of another token');
  }

  /** Puts sessions of different tokens back in the transaction of `run`. */
  async write(run: Runner, entries: readonly SavedEntry[]): Promise<void> {
    const isKnown = await knownTokens(run, this.target, entries);
    const old = entries.filter(isKnown);
    this.restored.replaced += old.length;
    // Rows of other tables belong to the very row that was saved.
    const inPlace = this.along.length > 0 ? [] : old;
    if (this.along.length > 0 && old.length > 0) await this.#remove(run, old);
    const fresh = entries.filter((entry) => !inPlace.includes(entry));
    const { rows, renumbered } = await withFreeNumbers(
      run,
      this.target,
      numbersOf(this.target, this.ground.indexes),
      fresh.map((entry) => this.#rowOf(entry)),
    );
    this.restored.renumbered += renumbered;
    try {
      await insertRows(run, this.#into, rows);
      for (const entry of inPlace) await this.#update(run, entry);
    } catch (error) {
      throw (
        whyRefused(error, this.target, { ...this.ground, missing: [], mayBeThere: true }) ?? error
      );
    }
    for (const { saved } of entries) await this.#writeAlong(run, saved);
  }

  get #into(): Into {
    const { database, table } = this.target;
    const { columns, form } = this.whole;
    return { sql: table.sql.table, columns, form, dialect: database.dialect };
  }

  /** The row as it was, with what was set in place of what stood there. */
  #rowOf({ saved, data, set = {} }: SavedEntry): WholeRow {
    return { ...storedRow(saved.row, data), ...set };
  }

  async #remove(run: Runner, entries: readonly SavedEntry[]): Promise<void> {
    const { table } = this.target;
    const tokens = entries.map(({ token }) => token);
    await deleteRows(run, this.target, (binds) => [
      ...rowsOf(table.sql),
      table.key.holds(tokens, binds.add),
    ]);
  }

  async #update(run: Runner, entry: SavedEntry): Promise<void> {
    const { database, table } = this.target;
    const { columns, form } = this.whole;
    const binds = new Binds();
    const row = this.#rowOf(entry);
    const numbers = numbersOf(this.target, this.ground.indexes);
    // A number that the database counted is the row's own, whatever stands in it.
    const written = columns.filter(
      (column) => column !== table.token && column.name in row && !numbers.includes(column),
    );
    const places = written.map(
      (column) => `${database.dialect.quote(column.name)} = ${placed(row, column, form, binds)}`,
    );
    if (places.length === 0) return;
    await run.change({
      sql: `UPDATE ${table.sql.table} SET ${places.join(', ')}
        ${whereClause([...rowsOf(table.sql), table.key.holds([entry.token], binds.add)])}`,
      bind: binds.values,
    });
  }

  async #writeAlong(run: Runner, { along = {} }: Saved): Promise<void> {
    const { dialect } = this.target.database;
    for (const [name, rows] of Object.entries(along)) {
      const table = this.along.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (!table) continue;
      const { columns, form } = table.whole;
      const whole = rows.map((row) => storedRow(row, null));
      await insertRows(run, { sql: table.sql.table, columns, form, dialect }, whole);
    }
  }
}

/** A key as it is printed, of what a row has there. */
function printed(stored: Stored, key: Target['table']['key']): string | null {
  if (stored === null || typeof stored !== 'object') return key.print(stored);
  const bytes = 'bytes' in stored ? stored.bytes : 'text' in stored ? stored.text : null;
  return bytes === null ? null : key.print(Buffer.from(bytes, 'base64'));
}
