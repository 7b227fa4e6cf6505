import type { BoundTable } from '../layouts/contract.js';
import type { Stretch } from '../database/expiry/contract.js';
import { ending } from '../layouts/ending.js';
import { rowsOf } from '../layouts/rows.js';
import type { Binds } from '../database/statement.js';

/**
 * When a session has expired: the one place that says it, of a row that was read and in SQL.
 *
 * There are two edges. `expired` is what the framework takes no longer: list, get, count and
 * deletions by expiry go by it. What a purge may take is part of that: rows whose instant lies before
 * the framework's own `purged` edge, which an index on expiry can find.
 *
 * What is no instant has not expired, whichever way it is asked.
 */

/** A row as far as its end goes. */
export interface RowEnd {
  /** What `endingSql` gave; where there are but two answers they may be booleans. */
  ending: number | boolean;
  revoked?: number | boolean | null;
}

/** Whether a row's session is over; `edge` is what the layout's `expired` gives. */
export function isExpired(
  row: RowEnd,
  millis: number | null,
  { layout }: BoundTable,
  edge: number,
): boolean {
  if (row.revoked) return true;
  if (millis !== null) return millis < edge;
  return layout.expiry.null === 'expired' && Number(row.ending) === ending.none;
}

/** The same as an SQL condition, which may be NULL where a row says nothing. */
export function expiredCondition(table: BoundTable, now: Date, binds: Binds): string {
  const { sql, layout, dialect } = table;
  const ends = [
    endsBefore(table, layout.expiry.expired(now, dialect), binds),
    ...(layout.expiry.null === 'expired' ? [`${sql.expiry} IS NULL`] : []),
    ...(sql.revoked === null ? [] : [sql.revoked]),
  ];
  return ends.length > 1 ? `(${ends.join(' OR ')})` : (ends[0] ?? '1 = 0');
}

/** The condition that a row's instant is before another. */
export const endsBefore = ({ sql, expiry }: BoundTable, instant: Date, binds: Binds): string =>
  `${expiry.millis(sql.expiry)} < ${binds.add(instant.getTime())}`;

/** The condition that a row may go by a purge, as far as its instants tell; `edge` as of `purgeable`. */
export const goneBefore = (table: BoundTable, edge: Date, binds: Binds): string =>
  [endsBefore(table, edge, binds), ...waitedFor(table, edge, binds)].join(' AND ');

const waitedFor = ({ sql }: BoundTable, edge: Date, binds: Binds): string[] =>
  sql.purgedBy === null ? [] : [`${sql.purgedBy} < ${binds.add(edge.getTime())}`];

/**
 * The instant before which rows may go by a purge at a moment. Where an end is in the zone of the
 * application's process, they stay until it is past in the westernmost one, too.
 */
export function purgedEdge({ layout, dialect, expiry }: BoundTable, now: Date): Date {
  const edge = layout.expiry.purged(now, dialect);
  return expiry.ofProcess ? new Date(edge.getTime() - westernmostMs) : edge;
}

/** How far local times are behind UTC at most. */
export const westernmostMs = 12 * 3_600_000;

/** The conditions that a row is a session, and lies in a stretch of the index on expiry. */
export const within = (
  { from, below }: { readonly from: unknown; readonly below: unknown },
  { sql, expiry }: BoundTable,
  binds: Binds,
): string[] => [
  ...rowsOf(sql),
  `${sql.expiry} >= ${expiry.bound(binds.add(from))}`,
  `${sql.expiry} < ${expiry.bound(binds.add(below))}`,
];

/**
 * The conditions that a row of a stretch may be purged.
 *
 * Where the column holds what is no instant, where a local time stands for two, or another column
 * says how to read this one, the column's own order does not decide.
 */
export const purgeableIn = (
  stretch: Stretch,
  table: BoundTable,
  edge: Date,
  binds: Binds,
): string[] => [
  ...within(stretch, table, binds),
  ...(table.expiry.exact ? waitedFor(table, edge, binds) : [goneBefore(table, edge, binds)]),
];

/**
 * The condition that a row may be purged, which an index on expiry can serve; `edge` is what the
 * layout's `purged` gives.
 */
export function purgeable(table: BoundTable, edge: Date, binds: Binds): string {
  const ranges = table.expiry.stretches(edge);
  if (ranges.length === 0) return '1 = 0';
  const stretches = ranges.map((stretch) => `(${within(stretch, table, binds).join(' AND ')})`);
  return `(${stretches.join(' OR ')}) AND ${goneBefore(table, edge, binds)}`;
}
