import type { PurgeResult, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import type { ResultRenderer } from '../formats/contract.js';
import { formatSize } from '../output/size.js';
import { counted, grouped } from '../text.js';
import { formatDuration } from '../values/duration.js';

/** The contract's keys, and no others. */
export const purgeRecord = (store: SequelizeStore, result: PurgeResult) => ({
  ...whereFrom(store),
  deleted: result.deleted,
  batches: result.batches,
  durationMs: result.durationMs,
  remaining: result.remaining,
  cutoff: result.cutoff.toISOString(),
  dryRun: result.dryRun,
});

/** A sentence is a count, which `--quiet` leaves out; what a program reads stays. */
export const saidUnlessQuiet = ({ settings }: Context, write: ResultRenderer): ResultRenderer =>
  settings.quiet && settings.formats.result.forPeople ? () => '' : write;

/**
 * After a purge that left much of a table empty: that the database keeps the space, and what gives it
 * back. Null where there is nothing to say, or nobody to say it to.
 */
export async function adviceOnSpace(
  { settings }: Context,
  store: SequelizeStore,
  { deleted, interrupted }: PurgeResult,
): Promise<string | null> {
  if (settings.quiet || interrupted) return null;
  const advice = await store.spaceAdvice(deleted);
  return advice && `the database keeps their space for new rows; ${advice}`;
}

/** What the table takes on disk after a purge, behind the sentence of it; '' where nothing went, or it is not known. */
export async function sizeAfter(
  { settings }: Context,
  store: SequelizeStore,
  { deleted, interrupted, brokenOff }: PurgeResult,
): Promise<string> {
  const isSaid = settings.formats.result.forPeople && !settings.quiet;
  if (!isSaid || deleted === 0 || interrupted || brokenOff) return '';
  const bytes = await store.sizeOnDisk();
  return bytes === null ? '' : `; ${formatSize(bytes)} on disk`;
}

/** The database and the table, as a record names them. */
export const whereFrom = ({ info }: SequelizeStore) => ({
  database: info.database,
  table: info.table,
});

/** What a purge did, as a sentence; without a store, for a screen that names the database already. */
export function whatWent(
  store: SequelizeStore | null,
  { deleted, durationMs, remaining, interrupted }: PurgeResult,
): string {
  const from = store === null ? '' : ` from ${store.info.table} of ${store.info.database}`;
  const took = `in ${formatDuration(durationMs)}`;
  const left = remaining === null || remaining === 0 ? '' : `, ${grouped(remaining)} left`;
  const what = `${counted(deleted, 'expired session')} deleted${from}`;
  return `${what} ${took}${left}${interrupted ? ' (interrupted)' : ''}`;
}

/**
 * Says which expired sessions a purge met and left, and why. Gives false where they will stay: a row
 * that somebody had in hand goes with the next purge.
 */
export async function sayWhatStays(context: Context, result: PurgeResult): Promise<boolean> {
  const { problem, passedOver } = whatStays(result);
  if (passedOver !== null) await context.note(passedOver);
  if (problem !== null) await context.problem(problem);
  return problem === null;
}

export function whatStays({ left, uncounted }: PurgeResult): {
  problem: string | null;
  passedOver: string | null;
} {
  if (left === null) {
    return { problem: null, passedOver: uncounted === 'hidden' ? hiddenRows : null };
  }
  const { refused, reasons, kept, passedOver } = left;
  const stay = [
    ...(refused > 0
      ? [`${counted(refused, 'expired session')} cannot be deleted: ${reasons.join('; ')}`]
      : []),
    ...(kept > 0
      ? [
          `${counted(kept, 'expired session')} ${kept === 1 ? 'was' : 'were'} kept by the database without a word: look for a trigger or row level security`,
        ]
      : []),
  ];
  return {
    problem: stay.length > 0 ? stay.join('; ') : null,
    passedOver:
      passedOver > 0
        ? `${counted(passedOver, 'expired session')} passed over, which others had in hand or wrote meanwhile: the next purge takes them`
        : null,
  };
}

/** Why a purge did nothing at all in its time, in words; null where it did something, or ended by itself. */
export const whyNothing = ({ brokenOff, batches }: PurgeResult): string | null =>
  brokenOff && batches === 0
    ? 'nothing was deleted: the database did not answer before --max-duration was over: give it longer, or smaller batches'
    : null;

const hiddenRows =
  'row level security may hide sessions from this database user: whether expired ones are left is not known';
