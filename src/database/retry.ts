import { monotonic, backOffMs, systemClock, type Clock } from '../clock.js';
import { SessionAdminError } from '../errors.js';
import { failureKind } from './failures.js';
import { Patience } from './patience.js';

/** How often a statement is tried: at a database that has never answered, and at one that has. */
const attempts = { stranger: 4, known: 6 };
const firstDelayMs = 100;
/** Nothing is tried again after so long. */
const longestMs = 30_000;

/**
 * Runs `work`, and runs it again after a jittered, doubling pause while it fails with
 * `DATABASE_UNAVAILABLE`: for about a second at first, for about three (a server's restart) once
 * the database is `known` to answer. What timed out has waited enough, and nobody waits longer than
 * there is `patience`.
 *
 * `work` must be safe to run twice: one statement, or one whole transaction.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  known: () => boolean = () => true,
  patience = new Patience(),
  clock: Clock = systemClock,
): Promise<T> {
  const started = monotonic(clock);
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const most = known() ? attempts.known : attempts.stranger;
      const late = monotonic(clock) - started > longestMs;
      const pause = backOffMs(attempt, firstDelayMs);
      const over = patience.asked || patience.leftMs < pause;
      if (!isTransient(error) || attempt >= most || late || over) throw error;
      await clock.wait(pause);
    }
  }
}

/** Whether trying again at once can help. */
const isTransient = (error: unknown): boolean =>
  error instanceof SessionAdminError &&
  error.code === 'DATABASE_UNAVAILABLE' &&
  failureKind(error) !== 'silent';
