import type { PurgeOptions, PurgeResult, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { Progress } from '../progress.js';
import { counted, grouped } from '../text.js';
import { parseCount, parseCountOrAll } from '../values/count.js';
import { formatDuration, parseDuration } from '../values/duration.js';
import { readFlag } from '../values/flag.js';
import { defined } from '../values/given.js';
import { elapsed } from '../../inside.js';

/** What commander makes of the options that say how a purge goes. */
export interface PurgeFlags {
  dryRun?: boolean;
  grace?: string;
  batchSize?: string;
  pause?: string;
  limit?: string;
  maxDuration?: string;
  trustExpiry?: boolean;
}

/** Reads them, and throws a UsageError that names the first that cannot be taken. */
export function readPurgeOptions(flags: PurgeFlags): PurgeOptions {
  return defined({
    grace: readFlag(flags, 'grace', parseDuration),
    batchSize: readFlag(flags, 'batchSize', parseCountOrAll),
    pause: readFlag(flags, 'pause', parseDuration),
    limit: readFlag(flags, 'limit', parseCount),
    maxDuration: readFlag(flags, 'maxDuration', parseDuration),
    trustExpiry: flags.trustExpiry,
  });
}

/** Purges with a progress line; where it fails half-way, says first what was done. */
export async function purgeWithProgress(
  context: Context,
  store: SequelizeStore,
  options: PurgeOptions,
): Promise<PurgeResult> {
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  // An estimate needs the whole number, which costs a look at every expired row: for people only.
  const total = progress.visible ? await expiredNow(store, options) : 0;
  const started = elapsed();
  let deleted = 0;
  try {
    const result = await store.purge({
      ...options,
      onBatch: (batch) => {
        deleted = batch.deleted;
        context.journal?.did({ deleted });
        progress.show(howFar(deleted, total, elapsed() - started));
      },
    });
    context.journal?.did({ deleted: result.deleted });
    return result;
  } catch (error) {
    progress.clear();
    if (deleted > 0) {
      await context.note(`${counted(deleted, 'expired session')} deleted before this:`);
    }
    throw error;
  } finally {
    progress.clear();
  }
}

async function expiredNow(
  store: SequelizeStore,
  { grace = 0, limit }: PurgeOptions,
): Promise<number> {
  const { count } = await store.survey(new Date(Date.now() - grace));
  return Math.min(count, limit ?? Infinity);
}

function howFar(deleted: number, total: number, ms: number): string {
  const rate = deleted / Math.max(ms / 1000, 0.001);
  const left = Math.max(total - deleted, 0) / rate;
  return (
    `${grouped(deleted)} of ${counted(total, 'expired session')} deleted, ` +
    `${grouped(Math.round(rate))} a second, ${formatDuration(Math.ceil(left) * 1000)} to go`
  );
}
