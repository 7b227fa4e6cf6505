import { SessionAdminError, type OptionName } from '../../errors.js';
import { sampleTelling, type SampledRow } from '../../layouts/finding/sample.js';
import { rowsOf } from '../../layouts/rows.js';
import { endsBefore } from '../expired.js';
import { Binds, whereClause } from '../../database/statement.js';
import type { Target } from '../target.js';
import type { Session } from '../../session.js';
import { untoldZone } from './process-zone.js';
import type { TrustOptions } from './trust.js';
import { zoneDoubt, zoneTestimony } from './zone.js';

const hourMs = 3_600_000;
const yearMs = 365.25 * 24 * hourMs;

/** Why a column of expiries is not gone by, and what would help. */
interface Doubt {
  readonly why: string;
  readonly options: readonly OptionName[];
}

/**
 * Throws `LAYOUT_UNKNOWN` where sessions that are alive may look expired before a cutoff, so that
 * nothing is deleted by its expiry: `grace` is how much earlier than now the cutoff is.
 */
export async function refuseDoubtfulExpiry(
  target: Target,
  cutoff: Date,
  { trustExpiry = false }: TrustOptions,
  grace = 0,
): Promise<void> {
  if (trustExpiry) return;
  const doubt =
    settingDoubt(target) ??
    (await numbersDoubt(target)) ??
    (await lastUseDoubt(target, grace)) ??
    (await zoneRefusal(target, cutoff, grace));
  if (doubt === null) return;
  const { why, options } = doubt;
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `${target.database.title}: nothing is purged: ${why}`,
    { options },
  );
}

/** Why nobody knows how long sessions live; null where that is known, or usual. */
function settingDoubt({ table: { layout, lifetimeSetting } }: Target): Doubt | null {
  if (lifetimeSetting?.lifetimeMs !== null) return null;
  return {
    why:
      `how long a session lives is for ${layout.title} to say, by its setting ${lifetimeSetting.where}, ` +
      'which cannot be read: say it, or trust the usual lifetime',
    options: ['lifetime', 'trustExpiry'],
  };
}

async function zoneRefusal(target: Target, cutoff: Date, grace: number): Promise<Doubt | null> {
  const doubt = await zoneDoubt(target, cutoff);
  if (doubt === null || (doubt.graceMs !== null && grace >= doubt.graceMs)) return null;
  const later = doubt.graceMs === null ? '' : `purge with a grace of ${doubt.graceMs / hourMs}h, `;
  return {
    why:
      `${doubt.what}, by what its sessions say themselves, so sessions that are alive look expired: ` +
      `${doubt.remedy}, ${later}or trust the column if you know that it is right`,
    options: [...(doubt.graceMs === null ? [] : ['grace' as const]), 'trustExpiry'],
  };
}

/**
 * Why sessions may be shown as expired that are alive, or the other way round, in words; null where
 * nothing says so. Of one session that is `shown`, else of all.
 */
export async function expiryWarning(
  target: Target,
  shown: Session | null = null,
): Promise<string | null> {
  if (shown?.state === 'active') return untoldZone(target, shown);
  const now = target.clock.now();
  const { doubt, witnesses } = await zoneTestimony(
    target,
    target.table.layout.expiry.expired(now, target.table.dialect),
  );
  if (doubt !== null)
    return `${doubt.what}, by what the payloads say, so sessions that are alive are taken for expired: ${doubt.remedy}`;
  return witnesses > 0 ? null : untoldZone(target, shown);
}

/** What lies in these years, or is the usual "never", may be the end of somebody's session. */
const isCredible = (millis: number, now: number): boolean =>
  (millis > now - 10 * yearMs && millis < now + 100 * yearMs) || millis >= Date.UTC(9990, 0);

/** Why the column may hold no instants; null where a row shows one, and for what a framework writes. */
async function numbersDoubt(target: Target): Promise<Doubt | null> {
  const { table, database, clock } = target;
  const { toldBy = 'framework' } = table.layout.expiry.form;
  if (toldBy === 'framework' || table.expiryColumn === null) return null;
  const dated = (await sampleTelling(database, table)).filter((row) => row.hasExpiry);
  if (dated.length === 0) return toldBy === 'name' ? null : marksDoubt(target);
  const now = clock.now().getTime();
  if (dated.some(({ millis }) => millis !== null && isCredible(millis, now))) return null;
  const remedy =
    toldBy === 'name'
      ? 'name another format, or the right column'
      : 'say how to read it, or name the right column';
  return {
    why:
      `no ${table.expiryColumn.name} of the rows looked at is a time at which a session may end, ` +
      `read as ${table.expiry.name}: they hold ${looks(dated)}: ${remedy}`,
    options: ['expiryFormat', 'columns'],
  };
}

/** The same where each expiry is a mark such as 0: how others are written is for their owner to say. */
async function marksDoubt({ table, database }: Target): Promise<Doubt | null> {
  const { sql, expiryColumn, dialect } = table;
  // A type for dates is read in one way only.
  if (!dialect.looseTypes && /^(?:date|timestamp)/.test(expiryColumn?.type ?? '')) return null;
  const [any] = await database.select<object>({
    sql: `SELECT 1 AS found FROM ${sql.table}
      ${whereClause([...rowsOf(sql), `${sql.expiry} IS NOT NULL`])} LIMIT 1`,
  });
  if (!any) return null;
  return {
    why:
      `no ${expiryColumn?.name ?? ''} tells how an expiry is written: each is a mark such as 0, which may ` +
      'say never: say how to read it, or name the right column',
    options: ['expiryFormat', 'columns'],
  };
}

/** What values look like, without saying one: a column that was mistaken may hold anything. */
function looks(rows: readonly SampledRow[]): string {
  const stored = rows[0]?.stored;
  const text = typeof stored === 'string' || typeof stored === 'number' ? String(stored) : '';
  if (text === '') return 'something else';
  if (!/^-?[0-9]+([.][0-9]*)?$/.test(text)) return 'text such as no date has';
  const digits = text.replace(/[.].*$/, '').replace('-', '').length;
  const as =
    digits <= 9
      ? 'as a lifetime has, which is added to something else'
      : digits <= 11
        ? 'as seconds since 1970 have'
        : 'as milliseconds since 1970 have';
  return `numbers of ${digits} digits, ${as}`;
}

/** Tables of which a live session was seen: their column says ends. */
const seenLive = new WeakSet<Target>();

/**
 * Why the column may say when a session was used last: no session is alive, and the newest ran out
 * just now. Only where nobody but its name says what the column is.
 */
async function lastUseDoubt(target: Target, grace: number): Promise<Doubt | null> {
  const { table, database, clock } = target;
  const { name, columns } = table.layout;
  const isGuess = name === 'custom' || columns.provenBy === 'nothing';
  if (!isGuess || table.expiryColumn === null || table.lifetimeMs > 0) return null;
  if (grace >= hourMs || seenLive.has(target)) return null;
  const now = clock.now();
  if (await hasLive(target, now)) {
    seenLive.add(target);
    return null;
  }
  const [row] = await database.select<{ newest: number | string | null }>({
    sql: `SELECT max(${table.expiry.millis(table.sql.expiry)}) AS newest
      FROM ${table.sql.table} ${whereClause(rowsOf(table.sql))}`,
  });
  const newest = row?.newest ?? null;
  if (newest === null) return null;
  const minutes = Math.round((now.getTime() - Number(newest)) / 60_000);
  if (minutes >= 60) return null;
  return {
    why:
      `no session is alive, and the newest ran out ${minutes} min ago: ${table.expiryColumn.name} looks like ` +
      'the time of the last use: say how long a session lives after it, or trust the column if it is when ' +
      'sessions end',
    options: ['lifetime', 'trustExpiry'],
  };
}

async function hasLive({ table, database }: Target, now: Date): Promise<boolean> {
  const { sql, layout, dialect } = table;
  const binds = new Binds();
  const over = endsBefore(table, layout.expiry.expired(now, dialect), binds);
  const rows = await database.select<object>({
    sql: `SELECT 1 AS live FROM ${sql.table}
      ${whereClause([...rowsOf(sql), `(NOT (${over}) OR ${sql.expiry} IS NULL)`])} LIMIT 1`,
    bind: binds.values,
  });
  return rows.length > 0;
}
