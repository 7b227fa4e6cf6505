import type { Runner } from '../../database/statement.js';
import type { Target } from '../target.js';
import type { Keep } from './contract.js';

/** Runs a transaction, again where that can help; what its work saves is settled where somebody keeps it. */
export async function inTransaction<T>(
  target: Target,
  keep: Keep | undefined,
  work: (run: Runner) => Promise<T>,
): Promise<T> {
  if (!keep) return target.database.retryTransaction(work);
  const { keeping } = await import('./keeping.js');
  return keeping(target, keep, work);
}
