import type { Sequelize } from 'sequelize';
import type { Clock } from '../clock.js';
import { Connections, type Connection } from './connections.js';
import type { Connected, ConnectOptions, Transport } from './connected.js';
import type { Dialect } from './contract.js';
import type { Statement } from './statement.js';
import { refuseWrite, uncertainCommit } from './failures.js';
import { inTurn, readAtOneMoment, type HeldConnection } from './held.js';
import type { Runner } from './statement.js';
import { Patience, type Bounds } from './patience.js';
import { ofSequelize, registry } from './registry.js';
import { retrying } from './retry.js';
import { parseDatabaseUrl } from './url.js';

export interface DatabaseOptions extends ConnectOptions {
  /** Called with each statement before it runs; its values are never in it. */
  onSql?: (sql: string) => void;
  /** Ends what is in hand, after five more seconds, and begins nothing more. */
  signal?: AbortSignal;
  /** Milliseconds for a statement, whatever it goes over; 0 for no limit. Default is the URL's. */
  statementTimeout?: number;
  /** What waits before a statement is tried again. Default is the system's clock. */
  clock?: Clock;
}

/** One database, behind one Sequelize instance: the only place that runs SQL. */
export class Database implements Runner {
  readonly dialect: Dialect;
  /** What to call the database in front of people: no password. */
  readonly title: string;
  /** How what is said travels; null where nobody knows, where nothing was said yet, and for a file. */
  readonly transport: () => Transport | null;
  /** Whether it is on another machine, as far as its host's name tells; null where nobody knows. */
  readonly remote: boolean | null;
  readonly #connections: Connections;
  readonly #options: DatabaseOptions;
  readonly #patience: Patience;
  readonly #close: (() => Promise<void>) | undefined;
  /** The one connection that this view of the database asks. */
  #only: Only | undefined;

  private constructor(
    {
      dialect,
      title,
      transport,
      remote,
    }: Pick<Connected, 'dialect' | 'title' | 'transport' | 'remote'>,
    connections: Connections,
    options: DatabaseOptions,
    patience: Patience,
    close?: () => Promise<void>,
  ) {
    this.dialect = dialect;
    this.title = title;
    this.transport = transport;
    this.remote = remote;
    this.#connections = connections;
    this.#options = options;
    this.#patience = patience;
    this.#close = close;
  }

  /**
   * Opens the database at a URL, or takes the caller's Sequelize instance as it is (and then leaves
   * it open: who opened a connection closes it).
   */
  static async open(source: string | Sequelize, options: DatabaseOptions = {}): Promise<Database> {
    const opened = typeof source === 'string' ? await connect(source, options) : adopt(source);
    const statementMs = options.statementTimeout ?? opened.statementMs;
    const connections = new Connections(
      opened.sequelize,
      opened,
      statementMs === 0 ? Infinity : statementMs,
    );
    const { signal } = options;
    const patience = new Patience(signal ? [{ signal }] : []);
    return new Database(
      opened,
      connections,
      options,
      patience,
      opened.close && (() => opened.close()),
    );
  }

  /**
   * The same database, which is waited for no longer than these bounds allow. What they end is an
   * error `ABORTED`; the connection that it was on is gone.
   */
  within(bounds: Bounds): Database {
    return new Database(this, this.#connections, this.#options, this.#patience.and(bounds));
  }

  select<Row>(statement: Statement): Promise<Row[]> {
    if (this.#only) return this.#only.ask((run) => run.select<Row>(statement));
    return this.#retrying(() => this.#passing((on) => this.#select<Row>(statement, on)));
  }

  change(statement: Statement): Promise<number> {
    if (this.#only) return this.#only.ask((run) => run.change(statement));
    return this.#retrying(() => this.#passing((on) => this.#change(statement, on)));
  }

  /** Like `transaction`, and runs all of it again where trying again can help. */
  retryTransaction<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    return this.#retrying(async () => this.#runIn(await this.#begin(), work));
  }

  /**
   * Runs `work` in one transaction that may write at once, on a connection of its own, after these
   * `settings`. An error rolls everything back.
   *
   * What `work` asks of the database besides goes through `here`, the database as that one connection
   * has it: another may not be to be had. What fails there leaves the transaction as it was.
   */
  async transaction<T>(
    work: (runner: Runner, here: Database) => Promise<T>,
    settings: readonly string[] = [],
  ): Promise<T> {
    const held = await this.#retrying(() => this.#begin(settings));
    return this.#runIn(held, (run) => work(run, this.#over(held)));
  }

  /** The database as one connection has it, in whose transaction others' statements fail on their own. */
  #over(held: HeldConnection): Database {
    const here = this.within({});
    const spoils = this.dialect.failureSpoilsTransaction;
    here.#only = { ask: (work) => (spoils ? held.aside(work) : work(held)) };
    return here;
  }

  /**
   * Runs `work`, whose queries see the database as it is at one moment; undefined where others wrote
   * meanwhile, and a transaction would have kept them from it.
   */
  atOneMoment<T>(work: (run: Runner) => Promise<T>): Promise<T | undefined> {
    return this.#retrying(async () => readAtOneMoment(await this.hold(), this.dialect, work));
  }

  /**
   * Holds one connection until its `release`. Sequelize's own Transaction prints to the console when
   * a COMMIT has to wait, and gives up; so this only borrows a connection, as a Transaction does.
   */
  async hold(): Promise<HeldConnection> {
    if (this.#only) throw new TypeError('a transaction has this connection already');
    const connection = await this.#connections.borrow('held', this.#patience);
    const run: Runner = {
      select: (statement) => this.#select(statement, connection),
      change: (statement) => this.#change(statement, connection),
    };
    return inTurn(run, {
      execute: async (sql, bind = []) => {
        await this.#run({ sql, bind }, 'RAW', connection);
      },
      release: () => this.#connections.giveBack(connection),
      abandon: () => this.#connections.end(connection),
    });
  }

  /** Closes the connections that `open` made. */
  async close(): Promise<void> {
    await this.#close?.();
  }

  #retrying<T>(work: () => Promise<T>): Promise<T> {
    return retrying(work, () => this.#connections.reached, this.#patience, this.#options.clock);
  }

  /** Runs one statement on any connection. */
  async #passing<T>(work: (on: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#connections.borrow('passing', this.#patience);
    try {
      return await work(connection);
    } finally {
      this.#connections.giveBack(connection);
    }
  }

  async #begin(settings: readonly string[] = []): Promise<HeldConnection> {
    if (this.#options.readOnly) refuseWrite(this);
    const held = await this.hold();
    try {
      for (const sql of [...settings, ...this.dialect.beginWrite]) await held.execute(sql);
      return held;
    } catch (error) {
      held.abandon();
      throw error;
    }
  }

  /** Ends the transaction that was begun on a connection: an error rolls everything back. */
  async #runIn<T>(held: HeldConnection, work: (runner: Runner) => Promise<T>): Promise<T> {
    try {
      const result = await work(held);
      await held.execute('COMMIT').catch((error: unknown) => {
        throw uncertainCommit(error, this);
      });
      held.release();
      return result;
    } catch (error) {
      // What cannot be rolled back must not be given to the next one.
      await held.execute('ROLLBACK').then(
        () => held.release(),
        () => held.abandon(),
      );
      throw error;
    }
  }

  async #select<Row>(statement: Statement, on: Connection): Promise<Row[]> {
    if (statement.writes && this.#options.readOnly) refuseWrite(this);
    const result = (await this.#run(statement, 'RAW', on)) as [Row[], unknown];
    return result[0];
  }

  async #change(statement: Statement, on: Connection): Promise<number> {
    if (this.#options.readOnly) refuseWrite(this);
    return (await this.#run(statement, 'BULKDELETE', on)) as number;
  }

  /** BULKDELETE is the one query type for which every driver gives the number of changed rows. */
  async #run(statement: Statement, type: 'RAW' | 'BULKDELETE', on: Connection): Promise<unknown> {
    this.#options.onSql?.(statement.sql.replace(/\s+/g, ' '));
    return this.#connections.ask(statement, type, on, this.#patience);
  }
}

interface Only {
  ask<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
}

function connect(url: string, options: DatabaseOptions): Promise<Connected> {
  const location = parseDatabaseUrl(url);
  return registry[location.dialect].connect(location, options);
}

const adopt = (sequelize: Sequelize): Omit<Connected, 'close'> & { close?: undefined } => ({
  sequelize,
  ...ofSequelize(sequelize),
  transport: () => null,
  remote: null,
  statementMs: undefined,
});
