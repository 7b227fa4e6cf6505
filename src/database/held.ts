import type { Dialect } from './contract.js';
import type { Runner } from './statement.js';

/** One connection, held. Statements on it run one after the other, and are not tried again by themselves. */
export interface HeldConnection extends Runner {
  /** Runs a statement on the connection's own state: its settings, its transaction, its temporary tables. */
  execute(sql: string, bind?: readonly unknown[]): Promise<void>;
  /** Runs statements whose failure undoes them alone, and not the transaction that is open. */
  aside<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
  /** Gives the connection back. */
  release(): void;
  /** Ends the connection, whatever state it is in, in place of giving it back. */
  abandon(): void;
}

/** Has the statements of one connection run one after the other: a driver that is asked twice complains. */
export function inTurn(
  now: Runner,
  { execute, ...ends }: Pick<HeldConnection, 'execute' | 'release' | 'abandon'>,
): HeldConnection {
  let last: Promise<unknown> = Promise.resolve();
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    ...ends,
    select: (statement) => queue(() => now.select(statement)),
    change: (statement) => queue(() => now.change(statement)),
    execute: (sql, bind) => queue(() => execute(sql, bind)),
    aside: (work) => queue(() => withSavepoint(execute, () => work(now))),
  };
}

async function withSavepoint<T>(
  execute: (sql: string) => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  await execute('SAVEPOINT session_admin');
  try {
    const result = await work();
    await execute('RELEASE SAVEPOINT session_admin');
    return result;
  } catch (error) {
    await execute('ROLLBACK TO SAVEPOINT session_admin');
    throw error;
  }
}

/** Has queries on a connection see the database as it is at one moment, and gives it back: see `Database`. */
export async function readAtOneMoment<T>(
  held: HeldConnection,
  { moment }: Pick<Dialect, 'moment'>,
  work: (run: Runner) => Promise<T>,
): Promise<T | undefined> {
  let open = false;
  const end = async (): Promise<void> => {
    if (open) await held.execute('ROLLBACK');
    held.release();
  };
  try {
    const { begin, version } = await moment(held);
    for (const sql of begin) {
      await held.execute(sql);
      open = true;
    }
    const versionNow = async (): Promise<unknown> =>
      version === null
        ? null
        : (await held.select<{ version: unknown }>({ sql: version }))[0]?.version;
    const before = await versionNow();
    const result = await work(held);
    const isSame = before === (await versionNow());
    await end();
    return isSame ? result : undefined;
  } catch (error) {
    // What cannot be rolled back must not be given to the next one.
    await end().catch(() => held.abandon());
    throw error;
  }
}
