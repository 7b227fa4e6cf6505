import { Binds, whereClause } from '../../database/statement.js';
import { SessionAdminError } from '../../errors.js';
import { rowsOf } from '../../layouts/rows.js';
import type { Session } from '../../session.js';
import { endsBefore, westernmostMs } from '../expired.js';
import type { Target } from '../target.js';
import type { TrustOptions } from './trust.js';

/**
 * Ends in the zone of the application's own process, which no row tells. They are read as UTC: what
 * ended or ends within some hours may be alive or over for the application.
 */

const hourMs = 3_600_000;

/** How far local times are ahead of UTC at most. */
const easternmostMs = 14 * hourMs;

/**
 * Throws `LAYOUT_UNKNOWN` where what is to be deleted by its end, without the wait of a purge, may be
 * alive: where something ended in the last hours before the cutoff.
 */
export async function refuseUntoldZone(
  target: Target,
  cutoff: Date,
  { trustExpiry = false }: TrustOptions,
): Promise<void> {
  if (trustExpiry || !target.table.expiry.ofProcess) return;
  if (!(await hasEnds(target, before(cutoff), cutoff))) return;
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `${target.database.title}: nothing is deleted: ${inProcessZone(target)}, so sessions that ended in the ` +
      `last ${waitHours} h by UTC may be alive: ` +
      'purge, which waits for them, or trust the column if the application runs in UTC',
    { options: ['trustExpiry'] },
  );
}

/**
 * Why a state that is shown may be wrong, in words: null unless an end is so near that its zone
 * decides. Of the session that is shown alone, where there is one.
 */
export async function untoldZone(target: Target, shown: Session | null): Promise<string | null> {
  if (!target.table.expiry.ofProcess) return null;
  const now = target.clock.now();
  const [from, to] = [before(now), new Date(now.getTime() + easternmostMs)];
  const isNear =
    shown === null
      ? await hasEnds(target, from, to)
      : shown.expiry !== null && shown.expiry >= from && shown.expiry < to;
  if (!isNear) return null;
  return (
    `${inProcessZone(target)}, which no row tells, and it is read as UTC: what ended in the last ` +
    `${waitHours} h may be alive, and what ends in the next ${inHours(easternmostMs)} h may be over`
  );
}

const before = (instant: Date): Date => new Date(instant.getTime() - westernmostMs);
const inHours = (ms: number): number => ms / hourMs;

/** How much longer a purge waits there, in hours. */
export const waitHours = inHours(westernmostMs);

/** What is not told of a column, in words. */
export const inProcessZone = ({ table }: Target): string =>
  `${table.expiryColumn?.name ?? ''} may be in the zone of the application’s process`;

/** Whether a session ends in a stretch of time. */
async function hasEnds({ database, table }: Target, from: Date, to: Date): Promise<boolean> {
  const binds = new Binds();
  const where = [
    ...rowsOf(table.sql),
    endsBefore(table, to, binds),
    `NOT (${endsBefore(table, from, binds)})`,
  ];
  const found = await database.select<object>({
    sql: `SELECT 1 AS found FROM ${table.sql.table} ${whereClause(where)} LIMIT 1`,
    bind: binds.values,
  });
  return found.length > 0;
}
