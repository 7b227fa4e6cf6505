import { failureKind } from '../../database/failures.js';
import { isAborted } from '../../errors.js';
import type { Target } from '../target.js';
import type { LimitedRun } from './limited-run.js';
import { surveyExpired } from './survey.js';
import { elapsed } from '../../clock.js';

/** Why expired sessions are left after a purge. After a whole run, all that are left are counted here. */
export interface Left {
  /** A constraint or a trigger forbids to delete them: another table refers to them, as a rule. */
  refused: number;
  /** In the words of the database. */
  reasons: readonly string[];
  /** Deleted, said the database, and they are still there: a trigger or row level security does so. */
  kept: number;
  /** Others had them in hand, or wrote them meanwhile: the next purge takes them. */
  passedOver: number;
}

export interface Rest {
  remaining: number | null;
  left: Left | null;
  /** Why it is not known how many are left; null where it is. */
  uncounted: Uncounted | null;
}

/** A signal ended the run, its time was over, or row level security may hide some. */
export type Uncounted = 'interrupted' | 'time' | 'hidden';

export const unknownRest = (uncounted: Uncounted): Rest => ({
  remaining: null,
  left: null,
  uncounted,
});

/** The purge's own time is over where it was limited: then the count gets no more than this. */
const countMs = 2000;

/**
 * Counts the expired sessions that a run has left and says why they stay. Of those that a fast way
 * left behind it first learns that, by going over them again.
 */
export async function whatIsLeft(target: Target, cutoff: Date, run: LimitedRun): Promise<Rest> {
  const { maxDuration, signal } = run.options;
  const database = target.database.within({
    ...(maxDuration !== undefined && { deadline: elapsed() + countMs }),
    ...(signal && { signal }),
  });
  try {
    return await look({ ...target, database }, cutoff, run);
  } catch (error) {
    if (isAborted(error)) return unknownRest('time');
    throw error;
  }
}

async function look(target: Target, cutoff: Date, run: LimitedRun): Promise<Rest> {
  const count = async (): Promise<number> => (await surveyExpired(target, cutoff)).count;
  let remaining = await count();
  if (run.options.dryRun) return { remaining, left: null, uncounted: null };
  const whole = !run.endedEarly;
  const hidden = whole && (await rowsMayBeHidden(target));
  if (remaining === 0 && hidden) return unknownRest('hidden');
  if (remaining === 0) return { remaining, left: null, uncounted: null };
  if (whole) {
    await run.lookAgain(hidden);
    remaining = await count();
  }
  // A session that was renewed meanwhile, or deleted by somebody else, stays in no count.
  const refused = Math.min(run.stayed.refused, remaining);
  const kept = Math.min(run.stayed.kept, remaining - refused);
  return {
    remaining,
    uncounted: null,
    left: {
      refused,
      reasons: [...run.stayed.reasons],
      kept,
      passedOver: run.endedEarly ? 0 : remaining - refused - kept,
    },
  };
}

/** Whether the database shows and gives this user some of the table's rows only. */
async function rowsMayBeHidden({ database, table }: Target): Promise<boolean> {
  const { hidesRows } = database.dialect;
  if (hidesRows === null) return false;
  try {
    const [row] = await database.select<{ hides: boolean }>(hidesRows(table.table));
    return row?.hides ?? false;
  } catch (error) {
    // Engines that speak PostgreSQL's protocol may have nothing of the kind.
    if (['unsupported', 'refused'].includes(failureKind(error) ?? '')) return false;
    throw error;
  }
}
