/** When a session ends: as its column is read, and as its payload says. */
export interface Witness {
  column: Date;
  payload: Date;
  /** The payload says it by what applications usually set, not by itself. Default is `false`. */
  assumed?: boolean;
}

/** Offsets that clocks west of Greenwich keep, in minutes; half hours are Newfoundland and the Marquesas. */
const western = new Set(
  [1, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 9.5, 10, 11, 12].map((hours) => -60 * hours),
);
/** The same for those east of it: Iran, Afghanistan, India, Nepal, Myanmar and more keep parts of an hour. */
const eastern = new Set([
  ...[1, 2, 3, 3.5, 4, 4.5, 5, 5.5, 5.75, 6, 6.5, 7, 8, 8.75, 9, 9.5, 10, 10.5, 11, 12, 12.75].map(
    (hours) => 60 * hours,
  ),
  ...[13, 13.75, 14].map((hours) => 60 * hours),
]);

/**
 * Tells from sessions that look expired whether the column holds the local time of a zone west of
 * UTC: then it is hours behind what the payloads say, and sessions that are alive look expired.
 * Returns the offset in minutes, the one nearest to UTC where there are two (summer time); null where
 * nothing speaks for it.
 *
 * SCS writes the same instant into column and payload unless the application has an IdleTimeout.
 * Then the column is earlier too, but by as much as the session was idle, which is no zone's offset
 * to the millisecond; so one witness who says otherwise is enough to settle it. (East of UTC the
 * column is later: its sessions are purged late, which ends nobody's.)
 *
 * Witnesses who assume something are heard where nobody knows: where all of them are off by a zone's
 * offset, it is rather a zone than a lifetime.
 */
export const zoneShift = (witnesses: readonly Witness[], roundingMs = 1): number | null =>
  shiftAmong(western, witnesses, roundingMs);

/** The same for a zone east of UTC, in which sessions that have run out look alive for so many minutes. */
export const shiftAhead = (witnesses: readonly Witness[], roundingMs: number): number | null =>
  shiftAmong(eastern, witnesses, roundingMs);

function shiftAmong(
  offsets: ReadonlySet<number>,
  witnesses: readonly Witness[],
  roundingMs: number,
): number | null {
  const sure = witnesses.filter(({ assumed = false }) => !assumed);
  let shift: number | null = null;
  for (const { column, payload } of sure.length > 0 ? sure : witnesses) {
    const behind = column.getTime() - payload.getTime();
    const minutes = Math.round(behind / 60_000);
    const exact = Math.abs(behind - minutes * 60_000) <= roundingMs;
    if (!exact || !offsets.has(minutes)) return null;
    if (shift === null || Math.abs(minutes) < Math.abs(shift)) shift = minutes;
  }
  return shift;
}

/** All zones are whole quarters of an hour apart. */
const quarterMs = 15 * 60_000;
const furthestMs = 26 * 60 * 60_000;

/**
 * The same for sessions that live as long as their payloads say at least: says whether one of those
 * that look expired before a cutoff is alive by its payload, or has ended as much earlier as two
 * zones are apart.
 */
export const inAnotherZone = (
  witnesses: readonly Witness[],
  cutoff: Date,
  roundingMs: number,
): boolean =>
  witnesses.some(({ column, payload }) => {
    const behind = payload.getTime() - column.getTime();
    if (behind <= roundingMs) return false;
    const quarters = Math.round(behind / quarterMs);
    const isZone = quarters > 0 && Math.abs(behind - quarters * quarterMs) <= roundingMs;
    return payload.getTime() >= cutoff.getTime() || (isZone && behind <= furthestMs + roundingMs);
  });
