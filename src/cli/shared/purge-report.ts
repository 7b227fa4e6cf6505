import type { PurgeResult, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
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

/** The database and the table, as a record names them. */
export const whereFrom = ({ info }: SequelizeStore) => ({
  database: info.database,
  table: info.table,
});

export function whatWent(
  store: SequelizeStore,
  { deleted, durationMs, remaining, interrupted }: PurgeResult,
): string {
  const { database, table } = whereFrom(store);
  const took = `in ${formatDuration(durationMs)}`;
  const left = remaining === null || remaining === 0 ? '' : `, ${grouped(remaining)} left`;
  const what = `${counted(deleted, 'expired session')} deleted from ${table} of ${database}`;
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
