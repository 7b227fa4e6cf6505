import { failureKind } from '../../database/failures.js';
import type { Runner } from '../../database/statement.js';
import type { Target } from '../target.js';
import type { Keep } from './contract.js';
import { wholeSessions } from './whole.js';

/**
 * Runs a transaction whose work saves what it deletes, again where trying again can help, and settles
 * what became of that.
 */
export async function keeping<T>(
  target: Target,
  keep: Keep,
  work: (run: Runner) => Promise<T>,
): Promise<T> {
  const { undone } = await wholeSessions(target);
  // Where nothing is undone, what was saved may be gone whatever came of the rest.
  const takeBack = (): Promise<void> => keep.settle(!undone);
  try {
    const result = await target.database.retryTransaction(async (run) => {
      await takeBack();
      return work(run);
    });
    await keep.settle(true);
    return result;
  } catch (error) {
    // Whether a COMMIT without an answer was done is not known.
    await (failureKind(error) === 'silent' ? keep.settle(true) : takeBack());
    throw error;
  }
}
