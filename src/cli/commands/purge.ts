import type { PurgeOptions, PurgeResult, SequelizeStore } from '../../index.js';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { untilInterrupted } from '../interrupt.js';
import { defined, given } from '../options.js';
import { createResultRenderer } from '../output/result.js';
import { formatSize } from '../output/size.js';
import { Progress } from '../progress.js';
import { counted, grouped } from '../text.js';
import { parseCount, parseCountOrAll } from '../values/count.js';
import { formatDuration, parseDuration, relative } from '../values/duration.js';
import type { CommandDefinition } from './command.js';
import {
  purgeRecord,
  sayWhatStays,
  whatWent,
  whereFrom,
  whyNothing,
} from '../shared/purge-report.js';
import { sameCommand } from './same-command.js';

export interface PurgeFlags {
  dryRun?: boolean;
  grace?: string;
  batchSize?: string;
  pause?: string;
  limit?: string;
  maxDuration?: string;
  trustExpiry?: boolean;
}

export const purge: CommandDefinition = {
  usage: 'purge',
  summary: 'remove the expired sessions, once',
  examples: [
    'session-admin purge --dry-run',
    'session-admin purge --grace 7d',
    'session-admin purge --max-duration 10m --quiet',
  ],

  define: (command) => {
    command.option('--dry-run', 'only say what would go');
    definePurgeOptions(command);
  },

  run: async (context, _args, flags: PurgeFlags) => {
    const options = readPurgeOptions(flags);
    context.refuseFormat('tokens');
    const write = await createResultRenderer(context.settings.resultFormat);
    if (flags.dryRun) {
      return context.withStore({ readOnly: true }, async (store) => {
        const result = await store.purge({ ...options, dryRun: true });
        await warnAboutSkew(context, result);
        await explainTable(context, store);
        const sentence = await whatWouldGo(context, store, result, flags);
        await context.out.write(write(purgeRecord(store, result), sentence));
        return exit.done;
      });
    }
    return untilInterrupted(context, (interrupt) =>
      context.withStore({ signal: interrupt.signal }, async (store) => {
        await explainTable(context, store);
        const result = await purgeWithProgress(context, store, {
          ...options,
          signal: interrupt.signal,
        });
        await warnAboutSkew(context, result);
        await context.out.write(write(purgeRecord(store, result), whatWent(store, result)));
        const allGone = await sayWhatStays(context, result);
        const why = whyNothing(result);
        if (why !== null) await context.problem(why);
        const code = why !== null ? exit.tryAgain : allGone ? exit.done : exit.failed;
        return interrupt.exitCode ?? code;
      }),
    );
  },
};

export const trustExpiryHelp =
  'go by the expiry column even where rows say that it is in another zone, or no expiry';

/** The options that `purge` and `watch` share. */
export function definePurgeOptions(command: Command): void {
  command
    .option('--grace <duration>', 'keep sessions until they have been expired for so long')
    .option(
      '--batch-size <n>',
      'rows a batch, or all for one statement; by default as many as keep locks short',
    )
    .option('--pause <duration>', 'between batches; by default what lets other clients in')
    .option('--limit <n>', 'remove at most so many')
    .option('--max-duration <duration>', 'end after so long, at the end of a batch')
    .option('--trust-expiry', trustExpiryHelp);
}

export function readPurgeOptions(flags: PurgeFlags): PurgeOptions {
  return defined({
    grace: given('--grace', flags.grace, parseDuration),
    batchSize: given('--batch-size', flags.batchSize, parseCountOrAll),
    pause: given('--pause', flags.pause, parseDuration),
    limit: given('--limit', flags.limit, parseCount),
    maxDuration: given('--max-duration', flags.maxDuration, parseDuration),
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
  const started = performance.now();
  let deleted = 0;
  try {
    return await store.purge({
      ...options,
      onBatch: (batch) => {
        deleted = batch.deleted;
        progress.show(howFar(deleted, total, performance.now() - started));
      },
    });
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

/** More than this between two clocks is a clock that is wrong. */
const largestSkewMs = 5000;

/** Says by how much this machine's clock and the database's are apart, where it matters. */
export async function warnAboutSkew(context: Context, { skewMs }: PurgeResult): Promise<void> {
  if (Math.abs(skewMs) <= largestSkewMs) return;
  const [slow, fast] =
    skewMs > 0 ? ["this machine's", "the database's"] : ["the database's", "this machine's"];
  await context.warn(
    `${fast} clock is ${formatDuration(Math.abs(skewMs))} ahead of ${slow}: only what both say has expired is deleted`,
  );
}

/**
 * Shows the rule by which sessions have expired where no column says it, and names the statement
 * that would spare each purge a look at the whole table.
 */
export async function explainTable(context: Context, store: SequelizeStore): Promise<void> {
  const { layout, title, expiry } = store.info;
  if (expiry.lifetime > 0 && layout !== 'custom') {
    const whose =
      context.settings.lifetime === undefined
        ? `the default for ${title}; say another with`
        : 'as given by';
    await context.note(
      `expired: ${expiry.rule} has passed (${whose} --lifetime or SESSION_ADMIN_LIFETIME)`,
    );
  }
  const statement = await store.missingIndex();
  if (statement === null) return;
  await context.note(
    `warning: no index on expiry, so a purge reads the whole table; to add one: ${statement}`,
  );
}

async function whatWouldGo(
  context: Context,
  store: SequelizeStore,
  { cutoff }: PurgeResult,
  flags: PurgeFlags,
): Promise<string> {
  const { count, bytes, oldest, newest } = await store.survey(cutoff);
  const { database, table } = whereFrom(store);
  if (count === 0 || !oldest || !newest)
    return `nothing would be deleted from ${table} of ${database}`;
  const now = new Date();
  const { grace, batchSize, pause, limit, maxDuration, trustExpiry } = flags;
  const own = { grace, batchSize, pause, limit, maxDuration, trustExpiry };
  await context.note(`to do it: ${sameCommand(context, 'purge', own)}`);
  return (
    `${counted(count, 'expired session')} (${formatSize(bytes)}) would be deleted from ${table} of ${database}, ` +
    `run out from ${oldest.toISOString()} (${relative(oldest, now)}) ` +
    `to ${newest.toISOString()} (${relative(newest, now)})`
  );
}
