import type { PurgeProgress, PurgeResult, SequelizeStore } from '../../index.js';
import { Cleanup, SessionAdminError, systemClock } from '../../inside.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { catchSignals, wasEnded } from '../interrupt.js';
import { mayPurge, type Consent } from '../shared/confirmation.js';
import { readPurgeOptions, type PurgeFlags } from '../shared/purge.js';
import { explainTable, warnAboutSkew } from '../shared/warnings.js';
import { UsageError } from '../usage.js';
import { parsePercent } from '../values/count.js';
import { parseDuration } from '../values/duration.js';
import { readFlag } from '../values/flag.js';
import { adviceOnSpace, whyNothing } from '../shared/purge-report.js';
import { replaceFile } from './atomic-file.js';
import { WatchLog } from './log.js';
import { metricsText } from './metrics.js';
import { countBatch, countFailure, countRun, newTally, type Tally } from './tally.js';

interface WatchFlags extends Omit<PurgeFlags, 'dryRun'>, Consent {
  interval?: string;
  jitter?: string;
  healthFile?: string;
  metricsFile?: string;
}

const fiveMinutesMs = 5 * 60 * 1000;

/** Removes the expired sessions every interval, until interrupted. Gives the exit code. */
export async function runWatch(context: Context, flags: WatchFlags): Promise<number> {
  const write = await context.results();
  const interval = readFlag(flags, 'interval', parseDuration) ?? fiveMinutesMs;
  if (interval === 0) throw new UsageError('--interval: expected more than 0; purge runs once');
  const jitter = (readFlag(flags, 'jitter', parsePercent) ?? 0) / 100;
  const options = readPurgeOptions(flags);
  const interrupt = catchSignals();
  const log = new WatchLog(context, write, systemClock);
  const tally = newTally();
  const failure = new AbortController();
  try {
    return await context.withStore({ signal: interrupt.signal }, async (store) => {
      await explainTable(context, store);
      if (!(await mayPurge(context, store, flags, interrupt.signal))) {
        return interrupt.exitCode ?? exit.refused;
      }
      await log.began(store, interval);
      const files = new WatchFiles(context, store, flags, tally);
      const now = (): Date => systemClock.now();
      let advice: string | null = null;
      const purgeOnce = async (signal: AbortSignal) => {
        tally.inHand = null;
        log.purging(tally);
        const onBatch = (progress: PurgeProgress): void => {
          countBatch(tally, progress);
          log.purging(tally);
        };
        const result = await store.purge({ ...options, signal, onBatch });
        advice = await adviceOnSpace(context, store, result);
        const why = whyNothing(result);
        if (why === null) return result;
        throw new SessionAdminError('DATABASE_UNAVAILABLE', `${store.info.database}: ${why}`);
      };
      const purge = (signal: AbortSignal) => logRun(context, tally, () => purgeOnce(signal));
      const cleanup = new Cleanup(purge, systemClock, {
        interval,
        jitter,
        immediate: true,
        onRun: (result) => {
          if (tally.lastSuccess === null) void warnAboutSkew(context, result);
          countRun(tally, now(), result);
          log.ran(store, now(), result, advice);
          files.afterRun(true);
        },
        onError: (error) => {
          // What the database did not answer in time when we were told to end is no failure of the run.
          if (interrupt.exitCode !== undefined && wasEnded(error)) return;
          // What is wrong at the start stays wrong; later it may be a password being changed.
          if (tally.lastSuccess === null && !isTransient(error)) failure.abort(error);
          countFailure(tally, now());
          if (!failure.signal.aborted) log.failed(store, now(), error, tally);
          files.afterRun(false);
        },
        onWait: (next) => log.waiting(next, tally),
      });
      await untilAborted(AbortSignal.any([interrupt.signal, log.unread, failure.signal]));
      await cleanup.stop();
      await files.written;
      if (failure.signal.aborted) throw failure.signal.reason;
      await log.end(tally);
      return exit.done;
    });
  } finally {
    log.clear();
    interrupt.release();
  }
}

/** Writes a line into the log for a run that deleted something, and for the first of those that fail. */
async function logRun(
  { journal }: Context,
  tally: Tally,
  run: () => Promise<PurgeResult>,
): Promise<PurgeResult> {
  if (journal === null) return run();
  const { outcomeOf } = await import('../log/outcome.js');
  await journal.run();
  const wasFailing = tally.recent.at(-1) === null;
  let result: PurgeResult;
  try {
    result = await run();
  } catch (error) {
    journal.did({ deleted: tally.inHand?.deleted ?? 0 });
    if (!wasFailing || tally.inHand !== null) await journal.ran(outcomeOf(error));
    throw error;
  }
  journal.did(result);
  if (result.deleted > 0) await journal.ran('done');
  return result;
}

/** In a failover a standby answers that takes no writes yet. */
const isTransient = (error: unknown): boolean =>
  error instanceof SessionAdminError &&
  (error.code === 'DATABASE_UNAVAILABLE' || error.code === 'DATABASE_READ_ONLY');

/** The files that tell others how the watch is doing. */
class WatchFiles {
  readonly #context: Context;
  readonly #flags: WatchFlags;
  readonly #tally: Tally;
  readonly #labels: { database: string; table: string };
  /** Settles when all that was to be written is. */
  written = Promise.resolve();
  readonly #warned = new Set<string>();

  constructor(context: Context, store: SequelizeStore, flags: WatchFlags, tally: Tally) {
    this.#context = context;
    this.#flags = flags;
    this.#tally = tally;
    this.#labels = { database: store.info.database, table: store.info.table };
  }

  afterRun(good: boolean): void {
    const { healthFile, metricsFile } = this.#flags;
    if (healthFile !== undefined && good) {
      this.#write(healthFile, '--health-file', `${systemClock.now().toISOString()}\n`);
    }
    if (metricsFile !== undefined) {
      this.#write(metricsFile, '--metrics-file', metricsText(this.#tally, this.#labels));
    }
  }

  #write(path: string, option: string, text: string): void {
    this.written = this.written
      .then(() => replaceFile(path, text))
      .catch(async () => {
        if (this.#warned.has(option)) return;
        this.#warned.add(option);
        await this.#context.warn(`${option}: ${path} cannot be written`);
      });
  }
}

/** Resolves when the signal fires, and keeps the process alive until then. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 2 ** 30);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
