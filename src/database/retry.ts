import { setTimeout as sleep } from 'node:timers/promises';
import { SessionAdminError } from '../errors.js';
import { failureKind } from './failures.js';

/** How often a statement is tried: at a database that has never answered, and at one that has. */
const attempts = { stranger: 4, known: 6 };
const firstDelayMs = 100;
/** Nothing is tried again after so long. */
const longestMs = 30_000;

/**
 * Runs `work`, and runs it again after a jittered, doubling pause while it fails with
 * `DATABASE_UNAVAILABLE`: for about a second at first, for about three (a server's restart) once
 * the database is `known` to answer. What timed out has waited enough.
 *
 * `work` must be safe to run twice: one statement, or one whole transaction.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  known: () => boolean = () => true,
): Promise<T> {
  const started = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const most = known() ? attempts.known : attempts.stranger;
      const late = performance.now() - started > longestMs;
      if (!isTransient(error) || attempt >= most || late) throw error;
      await sleep(firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
}

/** Says whether trying again at once can help. */
const isTransient = (error: unknown): boolean =>
  error instanceof SessionAdminError &&
  error.code === 'DATABASE_UNAVAILABLE' &&
  failureKind(error) !== 'silent';
