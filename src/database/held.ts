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
