import { randomUUID } from 'node:crypto';
import type { Sequelize, Transaction } from 'sequelize';
import type { Connected, ConnectOptions, Dialect, Statement } from './contract.js';
import { asDatabaseError, refuseWrite } from './failures.js';
import { ofSequelize } from './of-sequelize.js';
import { retrying } from './retry.js';
import { connectSqlite } from './sqlite-file.js';
import { parseDatabaseUrl } from './url.js';

export interface DatabaseOptions extends ConnectOptions {
  /** Called with each statement before it runs; its values are never in it. */
  onSql?: (sql: string) => void;
}

/** Runs statements, on any connection or on one that is held for a transaction. */
export interface Runner {
  /** Gives the rows of a query. */
  select<Row>(statement: Statement): Promise<Row[]>;
  /** Runs a statement that changes rows, and says how many. */
  change(statement: Statement): Promise<number>;
}

/** One connection, held. Statements on it are not tried again by themselves. */
export interface HeldConnection extends Runner {
  /** Runs a statement on the connection's own state: its settings, its transaction, its temporary tables. */
  execute(sql: string, bind?: readonly unknown[]): Promise<void>;
  release(): void;
}

/** The part of Sequelize's connection manager that its own Transaction uses. */
interface ConnectionManager {
  getConnection(options: { uuid: string; type: 'write' }): Promise<{ uuid?: string }>;
  releaseConnection(connection: object): void;
}

/** One database, behind one Sequelize instance: the only place that runs SQL. */
export class Database implements Runner {
  readonly dialect: Dialect;
  /** What to call the database in front of people: no password. */
  readonly title: string;
  readonly #sequelize: Sequelize;
  readonly #close: (() => Promise<void>) | undefined;
  readonly #onSql: DatabaseOptions['onSql'];
  readonly #readOnly: boolean;
  /** It has answered before: then it is worth waiting for. */
  #reached = false;

  private constructor(
    { sequelize, dialect, title }: Omit<Connected, 'close'>,
    options: DatabaseOptions,
    close?: () => Promise<void>,
  ) {
    this.#sequelize = sequelize;
    this.dialect = dialect;
    this.title = title;
    this.#onSql = options.onSql;
    this.#readOnly = options.readOnly ?? false;
    this.#close = close;
  }

  /**
   * Opens the database at a URL, or takes the caller's Sequelize instance as it is (and then leaves
   * it open: who opened a connection closes it).
   */
  static async open(source: string | Sequelize, options: DatabaseOptions = {}): Promise<Database> {
    if (typeof source !== 'string') {
      return new Database({ sequelize: source, ...ofSequelize(source) }, options);
    }
    const { dialect, title, path, server } = parseDatabaseUrl(source);
    const connected =
      dialect === 'sqlite' || server === null
        ? await connectSqlite(path, options)
        : await (await import('./server.js')).connectServer(dialect, title, server);
    return new Database(connected, options, () => connected.close());
  }

  select<Row>(statement: Statement): Promise<Row[]> {
    return this.#retrying(() => this.#select<Row>(statement));
  }

  change(statement: Statement): Promise<number> {
    return this.#retrying(() => this.#change(statement));
  }

  /** Like `transaction`, and runs all of it again where trying again can help. */
  retryTransaction<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    return this.#retrying(async () => runIn(await this.#begin(), work));
  }

  /**
   * Runs `work` in one transaction that may write at once, on a connection of its own, after these
   * `settings`. An error rolls everything back.
   */
  async transaction<T>(
    work: (runner: Runner) => Promise<T>,
    settings: readonly string[] = [],
  ): Promise<T> {
    return runIn(await this.#retrying(() => this.#begin(settings)), work);
  }

  /**
   * Holds one connection until its `release`. Sequelize's own Transaction prints to the console when
   * a COMMIT has to wait, and gives up; so this only borrows a connection, as a Transaction does.
   */
  async hold(): Promise<HeldConnection> {
    const manager = this.#sequelize.connectionManager as unknown as ConnectionManager;
    const uuid = randomUUID();
    const connection = await manager
      .getConnection({ uuid, type: 'write' })
      .catch((error: unknown) => {
        throw asDatabaseError(error, this);
      });
    connection.uuid = uuid;
    // Anew for each statement: after a deadlock Sequelize marks what it was given as finished.
    const held = (): Transaction => ({ connection }) as unknown as Transaction;
    return {
      select: (statement) => this.#select(statement, held()),
      change: (statement) => this.#change(statement, held()),
      execute: async (sql, bind = []) => {
        await this.#run({ sql, bind }, 'RAW', held());
      },
      release: () => {
        manager.releaseConnection(connection);
        delete connection.uuid;
      },
    };
  }

  /** Closes the connections that `open` made. */
  async close(): Promise<void> {
    await this.#close?.();
  }

  #retrying<T>(work: () => Promise<T>): Promise<T> {
    return retrying(work, () => this.#reached);
  }

  async #begin(settings: readonly string[] = []): Promise<HeldConnection> {
    if (this.#readOnly) refuseWrite(this);
    const held = await this.hold();
    try {
      for (const sql of [...settings, ...this.dialect.beginWrite]) await held.execute(sql);
      return held;
    } catch (error) {
      held.release();
      throw error;
    }
  }

  async #select<Row>(statement: Statement, held?: Transaction): Promise<Row[]> {
    if (statement.writes && this.#readOnly) refuseWrite(this);
    const result = (await this.#run(statement, 'RAW', held)) as [Row[], unknown];
    return result[0];
  }

  async #change(statement: Statement, held?: Transaction): Promise<number> {
    if (this.#readOnly) refuseWrite(this);
    return (await this.#run(statement, 'BULKDELETE', held)) as number;
  }

  /** BULKDELETE is the one query type for which every driver gives the number of changed rows. */
  async #run({ sql, bind }: Statement, type: 'RAW' | 'BULKDELETE', held?: Transaction) {
    this.#onSql?.(sql.replace(/\s+/g, ' '));
    try {
      const result = (await this.#sequelize.query(sql, {
        type,
        bind: bind === undefined ? [] : [...bind],
        logging: false,
        retry: { max: 1 },
        ...(held && { transaction: held }),
      } as { type: 'RAW' })) as unknown;
      this.#reached = true;
      return result;
    } catch (error) {
      throw asDatabaseError(error, this);
    }
  }
}

/** Ends the transaction that was begun on a connection: an error rolls everything back. */
async function runIn<T>(held: HeldConnection, work: (runner: Runner) => Promise<T>): Promise<T> {
  try {
    const result = await work(held);
    await held.execute('COMMIT');
    return result;
  } catch (error) {
    await held.execute('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    held.release();
  }
}
