import { failureKind } from '../../database/failures.js';
import type { Runner } from '../../database/statement.js';
import { SessionAdminError } from '../../errors.js';
import { groupedBy } from '../../grouped-by.js';
import type { Target } from '../target.js';
import type { Entry } from './entry.js';
import { factColumnsOf } from './facts.js';
import { fillsOf } from './fills.js';
import { foreignKeysOf } from '../foreign-keys.js';
import { knownTokens } from './known-tokens.js';
import { shapeName, shapeOf, type Ground, type Shape } from './shape.js';
import { insertion, packed, update } from './statements.js';
import { isOn, uniqueIndexes } from './unique.js';
import { whyRefused } from './why-refused.js';

const writers = new WeakMap<Target, Promise<RowWriter>>();

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
  readonly #ground: Ground;
  readonly #shapes = new Map<string, Shape>();

  private constructor(target: Target, ground: Ground) {
    this.#target = target;
    this.#ground = ground;
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
    const foreignKeys = await foreignKeysOf(target);
    const facts = await factColumnsOf(target);
    return new RowWriter(target, { indexes, foreignKeys, facts, fills: await fillsOf(target) });
  }

  /** Stores one session. */
  async store(entry: Entry): Promise<void> {
    this.check(entry);
    const { database } = this.#target;
    const shape = this.#shapeOf(entry);
    if (shape.inPlace) {
      const statement = insertion(this.#target, shape.columns, entry, shape.replacing);
      await this.#explaining(shape, true, () => database.change(statement));
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
    const { indexes } = this.#ground;
    const hasIndex = indexes.some((index) => index.whole && isOn(index, table.token.name));
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
    const groups = groupedBy(entries, (entry) => this.#shapeOf(entry));
    for (const [shape, group] of groups) await this.#writeGroup(run, shape, group);
  }

  /** Throws where a value does not fit its column, by the column's name and type. */
  check(entry: Entry): void {
    for (const { column, value, misfit } of this.#shapeOf(entry).checks) {
      const given = value(entry);
      const wrong = given === null ? null : misfit(given);
      if (wrong === null) continue;
      throw new SessionAdminError(
        'DATABASE_REFUSED',
        `${this.#target.database.title}: ${wrong} for ${column.name}: ${column.type.replace('character varying', 'varchar')}`,
      );
    }
  }

  async #writeGroup(run: Runner, shape: Shape, group: readonly Entry[]): Promise<void> {
    const { columns } = shape;
    if (shape.inPlace) {
      const all = packed(this.#target, columns, group, shape.replacing);
      await this.#explaining(shape, true, () => run.change(all));
      return;
    }
    const isKnown = await knownTokens(run, this.#target, group);
    const fresh = group.filter((entry) => !isKnown(entry));
    const old = group.filter(isKnown);
    if (fresh.length > 0) {
      const statement =
        fresh.length === 1 && fresh[0]
          ? insertion(this.#target, columns, fresh[0], '')
          : packed(this.#target, columns, fresh, '');
      await this.#explaining(shape, false, () => run.change(statement));
    }
    for (const entry of old) {
      const statement = update(this.#target, columns, entry);
      await this.#explaining(shape, true, () => run.change(statement));
    }
  }

  #shapeOf(entry: Entry): Shape {
    const name = shapeName(entry);
    let shape = this.#shapes.get(name);
    if (shape === undefined) {
      shape = shapeOf(this.#target, entry, this.#ground);
      this.#shapes.set(name, shape);
    }
    return shape;
  }

  /** Runs a statement, and says more of what is in its way than the database does. */
  async #explaining(
    { missing }: Shape,
    mayBeThere: boolean,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { indexes, foreignKeys } = this.#ground;
      throw whyRefused(error, this.#target, { indexes, foreignKeys, missing, mayBeThere }) ?? error;
    }
  }
}
