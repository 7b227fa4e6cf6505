import { SessionAdminError } from '../../errors.js';
import { inAnotherZone, zoneShift, type Witness } from '../../layouts/zone-shift.js';
import { purgeable } from '../expired.js';
import { asBytes } from '../row.js';
import { Binds } from '../sql.js';
import type { Target } from '../target.js';

/** How many of the sessions that expired last are asked. */
const sampleRows = 20;
/** What is longer is not looked into. */
const longest = 1024 * 1024;

/**
 * Throws `LAYOUT_UNKNOWN` where the sessions that a purge would delete say in their payloads that
 * their column was written in a zone west of the one that it is read in: many of them are alive.
 */
export async function refuseWesternZone(target: Target, cutoff: Date): Promise<void> {
  const { database, table } = target;
  const { sql, expiry, layout } = table;
  const { payload } = layout;
  if (!expiry.zoneless || payload === null) return;
  const { quote, byteLength } = database.dialect;
  const binds = new Binds();
  const where = purgeable(table, cutoff, binds);
  const rows = await database.select<{ millis: number | string; data: unknown }>({
    sql: `SELECT ${expiry.millis(sql.expiry)} AS ${quote('millis')},
        CASE WHEN ${byteLength(sql.data)} <= ${longest} THEN ${sql.data} END AS ${quote('data')}
      FROM ${sql.table} WHERE ${where} ORDER BY ${sql.expiry} DESC LIMIT ${sampleRows}`,
    bind: binds.values,
  });
  const witnesses = rows.flatMap(({ millis, data }): Witness[] => {
    const end = payload.end(asBytes(data));
    return end ? [{ column: new Date(Number(millis)), payload: end }] : [];
  });
  const why = payload.endBinds
    ? inAnotherZone(witnesses, cutoff, payload.endRoundingMs) && otherZone
    : behindUtc(zoneShift(witnesses, payload.endRoundingMs));
  if (why)
    throw new SessionAdminError('LAYOUT_UNKNOWN', `${database.title}: nothing is purged: ${why}`);
}

const otherZone =
  'sessions that look expired are alive by their payloads, as where the application writes the column in another time zone: ' +
  'give the database that zone, or purge with --trust-expiry if you know that the column is right';

const behindUtc = (shift: number | null): string | null =>
  shift === null
    ? null
    : `the expiry column holds the local time of a zone ${hours(shift)} behind UTC, ` +
      'by what its sessions say themselves, so sessions that are alive look expired: ' +
      'let the application write UTC (loc=UTC in the DSN of Go’s MySQL driver), ' +
      'or purge with --trust-expiry if you know that the column is UTC';

const hours = (minutes: number): string => `${-minutes / 60} h`;
