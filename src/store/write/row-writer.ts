import type { Runner } from '../../database/statement.js';
import { failureKind } from '../../database/failures.js';
import type { Misfit } from '../../database/fits.js';
import { SessionAdminError } from '../../errors.js';
import { namedFills } from './fills.js';
import type { Entry, Written } from './entry.js';
import { insertion, packed, update } from './statements.js';
import { Binds } from '../../database/statement.js';
import type { Target } from '../target.js';
import { isOn, uniqueIndexes, type UniqueIndex } from './unique.js';
import { whyRefused } from './why-refused.js';
import { columnsOf, shapeOf } from './columns.js';

type Check = Written & { readonly misfit: Misfit };

const writers = new WeakMap<Target, Promise<RowWriter>>();

/** Tokens that are looked up in one statement. */
const lookUpRows = 500;

/**
 * Writes sessions into the rows of their very tokens, byte for byte, and into no other.
 *
 * One statement does it where the database has a unique index on the token that takes nothing else
 * for the same. Elsewhere the rows are looked up first, and those that are there are replaced: a
 * database that found the row by itself would take one that merely counts as the same, by the
 * token's collation or by another unique column.
 */
export class RowWriter {
  readonly #target: Target;
  readonly #indexes: readonly UniqueIndex[];
  readonly #fills: readonly Written[];
  readonly #shapes = new Map<string, readonly Written[]>();
  readonly #checks = new Map<readonly Written[], readonly Check[]>();

  private constructor(target: Target, indexes: readonly UniqueIndex[], fills: readonly Written[]) {
    this.#target = target;
    this.#indexes = indexes;
    this.#fills = fills;
  }

  /** Asks the database once for all that a writer must know: in a transaction nothing else is asked. */
  static of(target: Target): Promise<RowWriter> {
    let writer = writers.get(target);
    if (writer === undefined) {
      writer = RowWriter.#create(target);
      writers.set(target, writer);
      writer.catch(() => writers.delete(target));
    }
    return writer;
  }

  static async #create(target: Target): Promise<RowWriter> {
    const indexes = await uniqueIndexes(target.database, target.table);
    return new RowWriter(target, indexes, await namedFills(target));
  }

  /** Stores one session. */
  async store(entry: Entry): Promise<void> {
    this.check(entry);
    const { database } = this.#target;
    const columns = this.#columns(entry);
    if (this.#replacesInPlace(columns)) {
      const statement = insertion(this.#target, columns, entry, this.#replacing(columns));
      await this.#explaining(columns, true, () => database.change(statement));
      return;
    }
    const write = (): Promise<void> =>
      database.retryTransaction((run) => this.alone(run, () => this.write(run, [entry])));
    await write().catch(async (error: unknown) => {
      // Another program may have stored that token since it was looked up.
      if (failureKind(error) !== 'duplicate') throw error;
      await write();
    });
  }

  /** Runs `work`, which writes in a transaction, with no other writer of ours in its way. */
  async alone<T>(run: Runner, work: () => Promise<T>): Promise<T> {
    const { database, table } = this.#target;
    const hasIndex = this.#indexes.some((index) => index.whole && isOn(index, table.token.name));
    const alone = hasIndex ? undefined : database.dialect.alone?.(table.table);
    const [answer] = alone ? await run.select<{ taken?: unknown }>(alone.take) : [];
    if (!alone?.release) return work();
    if (Number(answer?.taken) !== 1) {
      throw new SessionAdminError(
        'DATABASE_UNAVAILABLE',
        `${database.title}: another session-admin is storing sessions in this table`,
      );
    }
    try {
      return await work();
    } finally {
      await run.select(alone.release).catch(() => undefined);
    }
  }

  /** Stores sessions of different tokens in the transaction of `run`. */
  async write(run: Runner, entries: readonly Entry[]): Promise<void> {
    const groups = new Map<readonly Written[], Entry[]>();
    for (const entry of entries) {
      const columns = this.#columns(entry);
      const group = groups.get(columns);
      if (group) group.push(entry);
      else groups.set(columns, [entry]);
    }
    for (const [columns, group] of groups) await this.#writeGroup(run, columns, group);
  }

  /** Throws where a value does not fit its column, by the column's name and type. */
  check(entry: Entry): void {
    const columns = this.#columns(entry);
    for (const { column, value, misfit } of this.#checks.get(columns) ?? []) {
      const given = value(entry);
      const wrong = given === null ? null : misfit(given);
      if (wrong === null) continue;
      throw new SessionAdminError(
        'DATABASE_REFUSED',
        `${this.#target.database.title}: ${wrong} for ${column.name}: ${column.type.replace('character varying', 'varchar')}`,
      );
    }
  }

  async #writeGroup(
    run: Runner,
    columns: readonly Written[],
    group: readonly Entry[],
  ): Promise<void> {
    if (this.#replacesInPlace(columns)) {
      const all = packed(this.#target, columns, group, this.#replacing(columns));
      await this.#explaining(columns, true, () => run.change(all));
      return;
    }
    const known = await this.#known(run, group);
    const { forms } = this.#target.table.key;
    const isKnown = ({ token }: Entry): boolean => forms(token).some((form) => known.has(form));
    const fresh = group.filter((entry) => !isKnown(entry));
    const old = group.filter(isKnown);
    if (fresh.length > 0) {
      const statement =
        fresh.length === 1 && fresh[0]
          ? insertion(this.#target, columns, fresh[0], '')
          : packed(this.#target, columns, fresh, '');
      await this.#explaining(columns, false, () => run.change(statement));
    }
    for (const entry of old) {
      const statement = update(this.#target, columns, entry);
      await this.#explaining(columns, true, () => run.change(statement));
    }
  }

  /** The tokens of these that have a row, which stays as it is until the transaction ends. */
  async #known(run: Runner, group: readonly Entry[]): Promise<Set<string>> {
    const { database, table } = this.#target;
    const { dialect } = database;
    const known = new Set<string>();
    for (let i = 0; i < group.length; i += lookUpRows) {
      const binds = new Binds();
      const tokens = group.slice(i, i + lookUpRows).map(({ token }) => token);
      const rows = await run.select<{ token: unknown }>({
        sql: `SELECT ${table.key.read} AS ${dialect.quote('token')}
          FROM ${table.sql.table}
          WHERE ${table.key.holds(tokens, binds.add)}
          ${dialect.lockRows}`,
        bind: binds.values,
      });
      for (const { token } of rows) known.add(table.key.print(token) ?? '');
    }
    return known;
  }

  /** Whether an INSERT may be left to find the row that it replaces, and asks for nothing that is missing. */
  #replacesInPlace(columns: readonly Written[]): boolean {
    const { database, table } = this.#target;
    const own = this.#indexes.filter((index) => isOn(index, table.token.name));
    if (!own.some(({ whole }) => whole) || !own.every(({ exact }) => exact)) return false;
    if (this.#missing(columns).length > 0) return false;
    return (
      !database.dialect.replacesByAnyIndex ||
      this.#indexes.every((index) => own.includes(index) || this.#isCounted(index, columns))
    );
  }

  /** Whether the database counts what is unique there, so that no new row has what another one has. */
  #isCounted(index: UniqueIndex, columns: readonly Written[]): boolean {
    const [name] = index.columns;
    const column = this.#target.table.columns.find((one) => one.name === name);
    return (
      index.columns.length === 1 &&
      column?.filled === true &&
      column.type.includes('int') &&
      !columns.some((written) => written.column.name === name)
    );
  }

  /** The columns that must have a value, and of which a new row would get none. */
  #missing(columns: readonly Written[]): string[] {
    const written = new Set(columns.map(({ column }) => column.name));
    return this.#target.table.columns
      .filter(({ name, nullable, filled }) => !nullable && !filled && !written.has(name))
      .map(({ name }) => name);
  }

  /** The columns that take not every value, with what tells. */
  #checksOf(columns: readonly Written[]): Check[] {
    const { database, table } = this.#target;
    return columns.flatMap((written) => {
      // Bytes are on their way as digits.
      if (written.column === table.token && table.key.kind === 'bytes') return [];
      const misfit = database.dialect.fits(written.column.type);
      return misfit === null ? [] : [{ ...written, misfit }];
    });
  }

  #columns(entry: Entry): readonly Written[] {
    const shape = shapeOf(entry);
    let columns = this.#shapes.get(shape);
    if (columns === undefined) {
      columns = columnsOf(this.#target, entry, this.#fills);
      this.#shapes.set(shape, columns);
      this.#checks.set(columns, this.#checksOf(columns));
    }
    return columns;
  }

  #replacing(columns: readonly Written[]): string {
    return this.#target.database.dialect.onConflictReplace(
      this.#target.table.sql.token,
      columns.filter(({ replace }) => replace).map(({ name }) => name),
    );
  }

  /** Runs a statement, and says more of what is in its way than the database does. */
  async #explaining(
    columns: readonly Written[],
    mayBeThere: boolean,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const [indexes, missing] = [this.#indexes, this.#missing(columns)];
      throw whyRefused(error, this.#target, { indexes, missing, mayBeThere }) ?? error;
    }
  }
}
