import { randomUUID } from 'node:crypto';
import type { Sequelize, Transaction } from 'sequelize';
import { breakOff } from './break-off.js';
import type { Dialect } from './contract.js';
import type { Statement } from './statement.js';
import { asDatabaseError, broken, silence, stopped } from './failures.js';
import type { Over, Patience } from './patience.js';

/** What reads or writes a row, a page or a batch has so long, in milliseconds. */
const usualMs = 30_000;

/** A connection of Sequelize's. */
export interface Connection {
  uuid?: string;
  /** SQLite's that this house opened: how long it may wait for a lock. */
  waitForLocks?: (ms: number) => void;
}

/** The part of Sequelize's connection manager that its own Transaction uses. */
interface Manager {
  getConnection(options: { uuid?: string; type: 'write' }): Promise<Connection>;
  releaseConnection(connection: object): void;
  destroyConnection(connection: object): Promise<void>;
}

/**
 * The connections of a database: each is borrowed for a statement or for longer, and none is waited
 * for without end. One that was silent for too long is ended, and not given to anybody again.
 */
export class Connections {
  /** It has answered before: then it is worth waiting for. */
  reached = false;
  readonly #sequelize: Sequelize;
  readonly #source: { dialect: Dialect; title: string };
  /** What was given for all statements; undefined where each has what is usual for its kind. */
  readonly #givenMs: number | undefined;
  readonly #gone = new WeakSet<Connection>();
  /** How many statements a connection has in hand. */
  readonly #inHand = new WeakMap<Connection, number>();

  constructor(
    sequelize: Sequelize,
    source: { dialect: Dialect; title: string },
    givenMs: number | undefined,
  ) {
    this.#sequelize = sequelize;
    this.#source = source;
    this.#givenMs = givenMs;
  }

  /** Takes a connection, for one statement that is `passing` or to be `held`. */
  async borrow(how: 'passing' | 'held', patience: Patience): Promise<Connection> {
    if (patience.leftMs === 0) throw stopped(this.#source);
    const uuid = how === 'held' ? randomUUID() : undefined;
    const made = this.#make(uuid);
    const end = (): Error => stopped(this.#source);
    const giveUp = (): Error => {
      made.then(
        (connection) => this.giveBack(connection),
        () => undefined,
      );
      return end();
    };
    try {
      return await patience.answer(made, Infinity, giveUp, end);
    } catch (error) {
      throw asDatabaseError(error, this.#source);
    }
  }

  giveBack(connection: Connection): void {
    if (this.#gone.has(connection)) {
      this.#manager.destroyConnection(connection).catch(() => undefined);
    }
    // SQLite's are no pool's: this closes those that were held.
    this.#manager.releaseConnection(connection);
    delete connection.uuid;
  }

  /** Ends a connection in whatever state it is. */
  end(connection: Connection): void {
    if (!this.#source.dialect.embedded) this.#breakOff(connection);
    this.giveBack(connection);
  }

  /** Runs a statement, and ends the connection where it takes longer than it may. */
  async ask(
    { sql, bind, whole = false }: Statement,
    type: 'RAW' | 'BULKDELETE',
    connection: Connection,
    patience: Patience,
  ): Promise<unknown> {
    if (this.#gone.has(connection)) throw broken(this.#source);
    if (patience.leftMs === 0) throw stopped(this.#source);
    const limitMs = this.#givenMs ?? this.#usual(whole);
    const others = this.#inHand.get(connection) ?? 0;
    this.#inHand.set(connection, others + 1);
    // While another statement runs, SQLite would have us wait for it here.
    if (others === 0) connection.waitForLocks?.(Math.min(limitMs, patience.leftMs));
    const why = (over: Over): Error =>
      over === 'limit' ? silence(this.#source, limitMs) : stopped(this.#source);
    try {
      const work = this.#sequelize.query(sql, {
        type,
        bind: bind === undefined ? [] : [...bind],
        logging: false,
        retry: { max: 1 },
        // Anew for each statement: after a deadlock Sequelize marks what it was given as finished.
        transaction: { connection } as unknown as Transaction,
      } as { type: 'RAW' }) as Promise<unknown>;
      const giveUp = (over: Over): Error | null => (this.#breakOff(connection) ? null : why(over));
      const result = await patience.answer(work, limitMs, giveUp, why);
      this.reached = true;
      return result;
    } catch (error) {
      throw asDatabaseError(error, this.#source);
    } finally {
      this.#inHand.set(connection, (this.#inHand.get(connection) ?? 1) - 1);
    }
  }

  async #make(uuid: string | undefined): Promise<Connection> {
    const connection = await this.#manager.getConnection({ ...(uuid && { uuid }), type: 'write' });
    if (uuid !== undefined) connection.uuid = uuid;
    return connection;
  }

  /** Ends what a connection has in hand, and says whether an answer is still to come. */
  #breakOff(connection: Connection): boolean {
    const { answers } = breakOff(connection);
    if (!answers) this.#gone.add(connection);
    return answers;
  }

  /** A file is never silent: what takes long there is at work. */
  #usual(whole: boolean): number {
    return whole || this.#source.dialect.embedded ? Infinity : usualMs;
  }

  get #manager(): Manager {
    return this.#sequelize.connectionManager;
  }
}
