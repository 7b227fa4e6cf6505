import type { PurgeResult, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { untilInterrupted } from '../interrupt.js';
import { formatSize } from '../output/size.js';
import { mayPurge, type Consent } from '../shared/confirmation.js';
import { purgeWithProgress, readPurgeOptions, type PurgeFlags } from '../shared/purge.js';
import {
  adviceOnSpace,
  purgeRecord,
  saidUnlessQuiet,
  sayWhatStays,
  sizeAfter,
  whatWent,
  whereFrom,
  whyNothing,
} from '../shared/purge-report.js';
import { explainTable, warnAboutSkew } from '../shared/warnings.js';
import { sameCommand } from '../shared/same-command.js';
import { savePath, savingTo, type SaveFlags } from '../shared/save.js';
import { counted } from '../text.js';
import { relative } from '../values/duration.js';
import { defined } from '../values/given.js';

/** Removes the expired sessions, once. Gives the exit code. */
export async function runPurge(
  context: Context,
  flags: PurgeFlags & SaveFlags & Consent,
): Promise<number> {
  const options = readPurgeOptions(flags);
  const write = await context.results();
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
  const save = await savePath(context, flags);
  return untilInterrupted(context, (interrupt) =>
    context.withStore({ signal: interrupt.signal }, async (store) => {
      await explainTable(context, store);
      const { signal } = interrupt;
      if (!(await mayPurge(context, store, flags, signal))) {
        return interrupt.exitCode ?? exit.refused;
      }
      const result = await savingTo(context, store, 'purge', save, (keep) =>
        purgeWithProgress(context, store, { ...options, signal, ...defined({ keep }) }),
      );
      await warnAboutSkew(context, result);
      const say = saidUnlessQuiet(context, write);
      const sentence = whatWent(store, result) + (await sizeAfter(context, store, result));
      await context.out.write(say(purgeRecord(store, result), sentence));
      const advice = await adviceOnSpace(context, store, result);
      if (advice !== null) await context.note(advice);
      const allGone = await sayWhatStays(context, result);
      const why = whyNothing(result);
      if (why !== null) await context.problem(why);
      const code = why !== null ? exit.tryAgain : allGone ? exit.done : exit.failed;
      return interrupt.exitCode ?? code;
    }),
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
  await context.note('to do it', sameCommand(context, 'purge', flags));
  return (
    `${counted(count, 'expired session')} (${formatSize(bytes)}) would be deleted from ${table} of ${database}, ` +
    `run out from ${oldest.toISOString()} (${relative(oldest, now)}) ` +
    `to ${newest.toISOString()} (${relative(newest, now)})`
  );
}
