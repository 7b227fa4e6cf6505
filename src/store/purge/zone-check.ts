import { SessionAdminError } from '../../errors.js';
import { zoneShift, type Witness } from '../../layouts/zone-shift.js';
import { asBytes } from '../row.js';
import { Binds } from '../sql.js';
import type { Target } from '../target.js';
import { expiredConditions } from './survey.js';

/** How many of the sessions that expired last are asked. */
const sampleRows = 20;

/**
 * Throws `LAYOUT_UNKNOWN` where the sessions that a purge would delete say in their payloads that
 * their column was written in a zone west of UTC: many of them are alive.
 */
export async function refuseWesternZone(target: Target, cutoff: Date): Promise<void> {
  const { database, table } = target;
  const { sql, expiry, layout } = table;
  const { payload } = layout;
  if (!expiry.zoneless || payload === null) return;
  const { quote } = database.dialect;
  const binds = new Binds();
  const where = expiredConditions(table, cutoff, binds);
  const rows = await database.select<{ millis: number | string; data: unknown }>({
    sql: `SELECT ${expiry.millis(sql.expiry)} AS ${quote('millis')}, ${sql.data} AS ${quote('data')}
      FROM ${sql.table} WHERE ${where} ORDER BY ${sql.expiry} DESC LIMIT ${sampleRows}`,
    bind: binds.values,
  });
  const witnesses = rows.flatMap(({ millis, data }): Witness[] => {
    const end = payload.end(asBytes(data));
    return end ? [{ column: new Date(Number(millis)), payload: end }] : [];
  });
  const shift = zoneShift(witnesses, payload.endRoundingMs);
  if (shift === null) return;
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `${database.title}: nothing is purged: the expiry column holds the local time of a zone ${hours(shift)} behind UTC, ` +
      'by what its sessions say themselves, so sessions that are alive look expired: ' +
      'let the application write UTC (loc=UTC in the DSN of Go’s MySQL driver), ' +
      'or purge with --trust-expiry if you know that the column is UTC',
  );
}

const hours = (minutes: number): string => `${-minutes / 60} h`;
