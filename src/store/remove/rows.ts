import type { Dialect } from '../../database/contract.js';
import { failureKind, failureOf, inOtherWords } from '../../database/failures.js';
import type { Binds, Statement } from '../../database/statement.js';
import { refuseAborted, SessionAdminError } from '../../errors.js';
import type { TrustOptions } from '../guard/trust.js';
import { deleteWith } from '../along/delete.js';
import { leftBehind } from '../along/tables.js';
import { foreignKeysOf, unnamedKey } from '../foreign-keys.js';
import type { Keep } from '../save/contract.js';
import type { Target } from '../target.js';
import { removal, toEnd, type Ending } from './removal.js';

/**
 * What a deletion came to. Where the framework's own logout marks a row and keeps it, so does a deletion
 * of sessions that are named, or of a filter's that are `active` or `unmarked`, and they count as deleted.
 * What of `matched` is neither deleted nor renewed is still there.
 */
export interface RemoveResult {
  /** Sessions that matched. */
  matched: number;
  deleted: number;
  /** Those that no longer matched when it came to deleting them: renewed, or written anew. */
  renewed: number;
  /** Why the database kept some, where it said so. */
  refused?: SessionAdminError;
}

export interface RemoveOptions extends TrustOptions {
  /** Ends after the batch in hand, with an error `ABORTED`. */
  signal?: AbortSignal;
  /** Called after each batch with what has come of it so far. */
  onProgress?: (soFar: RemoveResult) => void;
  /** Gets the sessions of each batch, whole, before they go: what it cannot keep stays. */
  keep?: Keep;
}

/** Rows that one statement deletes at most. */
export const batchRows = 500;

/** The target, in which nothing is waited for long once the signal has fired. */
export const until = (target: Target, signal: AbortSignal | undefined): Target =>
  signal ? { ...target, database: target.database.within({ signal }) } : target;

type Conditions<T> = (some: readonly T[], binds: Binds) => string[];

/** Where a deletion is kept account of, also of one that is broken off half-way. */
export interface Account {
  result: RemoveResult;
  /** Called with the rows that each statement deleted. */
  went(rows: number): void;
  /** Ends it after the statement in hand, with an error `ABORTED`. */
  signal?: AbortSignal;
  keep?: Keep;
  ending: Ending;
}

/** Ends what `conditions` say of some; around a row that a constraint keeps. */
export async function removeWhere<T>(
  target: Target,
  some: readonly T[],
  conditions: Conditions<T>,
  account: Account,
): Promise<number> {
  const each = async (parts: readonly (readonly T[])[]): Promise<number> => {
    let deleted = 0;
    for (const part of parts) {
      refuseAborted(account.signal);
      deleted += await removeWhere(target, part, conditions, account);
    }
    return deleted;
  };
  const { ending } = account;
  const these = (binds: Binds): string[] => [
    ...toEnd(target.table, ending),
    ...conditions(some, binds),
  ];
  const statement = removal(target, ending, these);
  if (some.length > 1 && (await passesAll(target, statement)))
    return each(some.map((one) => [one]));
  try {
    const deleted = await remove(target, statement, these, account);
    account.went(deleted);
    return deleted;
  } catch (error) {
    if (!(error instanceof SessionAdminError) || failureKind(error) !== 'constraint') throw error;
    account.result.refused ??= await named(error, target);
    if (some.length === 1) return 0;
    const half = some.length >> 1;
    return each([some.slice(0, half), some.slice(half)]);
  }
}

/**
 * Ends sessions, and deletes in one transaction what goes with them where the database leaves that behind, or
 * what somebody wants to keep of them.
 */
async function remove(
  target: Target,
  statement: Statement,
  conditions: (binds: Binds) => readonly string[],
  { keep, ending }: Pick<Account, 'keep' | 'ending'>,
): Promise<number> {
  const { database } = target;
  if (keep) {
    const { takeKeeping } = await import('../save/take.js');
    return takeKeeping(target, conditions, { keep, ending });
  }
  const along = ending === 'mark' ? [] : await leftBehind(target);
  if (along.length === 0) return database.change(statement);
  return database.retryTransaction((run) => deleteWith(run, target, along, conditions));
}

/** The same refusal with the names that the database does not say. */
async function named(error: SessionAdminError, target: Target): Promise<SessionAdminError> {
  if (failureOf(error)?.unnamedKey !== true) return error;
  const what = unnamedKey(error, await foreignKeysOf(target), 'deleted');
  return what === null ? error : inOtherWords(error, `${target.database.title}: ${what}`);
}

/** Whether a deletion would wait for rows that it is not to delete; what tells is asked for once. */
async function passesAll(target: Target, deletion: Statement): Promise<boolean> {
  const { database, table } = target;
  const { passing } = database.dialect;
  const asked = askers.get(target) ?? passing(database, table.table, table.sql.token);
  askers.set(target, asked);
  const passes = await asked;
  return (await passes?.(deletion)) ?? false;
}

const askers = new WeakMap<Target, ReturnType<Dialect['passing']>>();
