import { setTimeout as sleep } from 'node:timers/promises';
import { SessionAdminError } from '../errors.js';

/** How often, and how long apart, a statement is tried again while the database is busy. */
const attempts = 4;
const firstDelayMs = 50;

/**
 * Runs `work`, and runs it again after a jittered, doubling pause while it fails with
 * `DATABASE_UNAVAILABLE`.
 *
 * `work` must be safe to run twice: one statement, or one whole transaction.
 */
export async function retrying<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || attempt >= attempts || signal?.aborted) throw error;
      await sleep(firstDelayMs * 2 ** attempt * (0.5 + Math.random()), undefined, { ref: true });
    }
  }
}

/** Says whether trying again can help. */
export const isTransient = (error: unknown): boolean =>
  error instanceof SessionAdminError && error.code === 'DATABASE_UNAVAILABLE';
