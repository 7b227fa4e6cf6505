import type { Target } from '../target.js';

/** Before which instant a session counts as expired, and how far the two clocks are apart. */
export interface Cutoff {
  at: Date;
  /** The database's clock less this machine's, in milliseconds; 0 where it is the same clock. */
  skewMs: number;
}

/**
 * The instant before which both clocks, this machine's and the database's, say that a session has
 * expired: the earlier one decides, so a clock that runs fast deletes nothing alive.
 */
export async function cutoffOf({ database, clock }: Target, graceMs: number): Promise<Cutoff> {
  const { clockMillis, quote } = database.dialect;
  if (clockMillis === null) return { at: new Date(clock.now().getTime() - graceMs), skewMs: 0 };
  const before = clock.now().getTime();
  const [row] = await database.select<{ now: number | string }>({
    sql: `SELECT ${clockMillis} AS ${quote('now')}`,
  });
  const after = clock.now().getTime();
  const theirs = Number(row?.now);
  if (!Number.isFinite(theirs)) throw new RangeError('the database did not tell the time');
  // The answer was made at some moment between the two readings.
  const skewMs = theirs < before ? theirs - before : theirs > after ? theirs - after : 0;
  return { at: new Date(Math.min(after, theirs) - graceMs), skewMs };
}
