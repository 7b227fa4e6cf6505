import { inAnotherZone, shiftAhead, zoneShift, type Witness } from '../../layouts/zone-shift.js';
import type { WitnessRule } from '../../layouts/contract.js';
import { purgeable } from '../expired.js';
import { asBytes } from '../row-columns.js';
import { Binds } from '../../database/statement.js';
import type { Target } from '../target.js';

/** How many of the sessions that expired last are asked. */
const sampleRows = 20;
/** What is longer is not looked into. */
const longest = 1024 * 1024;
const hourMs = 3_600_000;

/** That sessions which look expired are alive, by what their payloads say. */
export interface ZoneDoubt {
  /** What the payloads say, in words. */
  readonly what: string;
  /** How the application writes its column right. */
  readonly remedy: string;
  /** The milliseconds of grace that keep such sessions; null where no offset can be told. */
  readonly graceMs: number | null;
}

/**
 * Asks the sessions that expired last before a cutoff for the zone of their column; null where no
 * payload says that it is another than the one that the column is read in.
 */
export const zoneDoubt = async (target: Target, cutoff: Date): Promise<ZoneDoubt | null> =>
  (await zoneTestimony(target, cutoff)).doubt;

export interface Testimony {
  /** How many payloads have said something. */
  readonly witnesses: number;
  readonly doubt: ZoneDoubt | null;
  /** That sessions which have run out look alive, by a column that is ahead of UTC. */
  readonly ahead: Pick<ZoneDoubt, 'what' | 'remedy'> | null;
}

/** The same, with all that the payloads have said. */
export async function zoneTestimony(target: Target, cutoff: Date): Promise<Testimony> {
  const { table } = target;
  const witness = table.layout.payload?.witness;
  if (!table.expiry.zoneless || !witness) return { witnesses: 0, doubt: null, ahead: null };
  const witnesses = (await lastExpired(target, cutoff)).flatMap(({ millis, data }): Witness[] => {
    const end = witness.end(asBytes(data));
    return end ? [{ column: new Date(Number(millis)), payload: end.at, assumed: end.assumed }] : [];
  });
  const doubt = doubtOf(witnesses, witness, cutoff);
  return { witnesses: witnesses.length, doubt, ahead: aheadOf(witnesses, witness) };
}

const localTime = 'the expiry column holds the local time of';

function aheadOf(
  witnesses: readonly Witness[],
  { remedy, roundingMs, atLeast }: WitnessRule,
): Testimony['ahead'] {
  // What lives longer than its payload says is no matter of zones there.
  const shift = atLeast ? null : shiftAhead(witnesses, roundingMs);
  return shift === null
    ? null
    : { what: `${localTime} a zone ${shift / 60} h ahead of UTC`, remedy };
}

function doubtOf(
  witnesses: readonly Witness[],
  { remedy, roundingMs, atLeast }: WitnessRule,
  cutoff: Date,
): ZoneDoubt | null {
  if (atLeast) {
    return inAnotherZone(witnesses, cutoff, roundingMs)
      ? { what: `${localTime} another zone`, remedy, graceMs: null }
      : null;
  }
  const shift = zoneShift(witnesses, roundingMs);
  if (shift === null) return null;
  return {
    what: `${localTime} a zone ${-shift / 60} h behind UTC`,
    remedy,
    // An hour more, for a zone that has summer time.
    graceMs: (1 + Math.ceil(-shift / 60)) * hourMs,
  };
}

function lastExpired(
  { database, table }: Target,
  cutoff: Date,
): Promise<{ millis: number | string; data: unknown }[]> {
  const { sql, expiry } = table;
  const { quote, byteLength } = database.dialect;
  const binds = new Binds();
  const where = purgeable(table, cutoff, binds);
  return database.select({
    sql: `SELECT ${expiry.millis(sql.expiry)} AS ${quote('millis')},
        CASE WHEN ${byteLength(sql.data)} <= ${longest} THEN ${sql.data} END AS ${quote('data')}
      FROM ${sql.table} WHERE ${where} ORDER BY ${sql.expiry} DESC LIMIT ${sampleRows}`,
    bind: binds.values,
  });
}
