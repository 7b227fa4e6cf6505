import type { BoundTable } from '../layouts/contract.js';

/**
 * Says whether a row's session is over, by its framework's own rule: an expiry is past when it is
 * before `edge`, as the layout's `expired` gives it.
 */
export function isExpired(
  row: { hasExpiry: number | boolean; revoked?: number | boolean | null },
  millis: number | null,
  { layout }: BoundTable,
  edge: number,
): boolean {
  if (row.revoked) return true;
  if (millis !== null) return millis < edge;
  return layout.expiry.null === 'expired' && !row.hasExpiry;
}

/** The same as an SQL condition, which may be NULL where a row says nothing. */
export function expiredCondition(
  { sql, expiry, layout, dialect }: BoundTable,
  now: Date,
  bind: (value: unknown) => string,
): string {
  const ends = [
    `${expiry.millis(sql.expiry)} < ${bind(layout.expiry.expired(now, dialect).getTime())}`,
    ...(layout.expiry.null === 'expired' ? [`${sql.expiry} IS NULL`] : []),
    ...(sql.revoked === null ? [] : [sql.revoked]),
  ];
  return ends.length > 1 ? `(${ends.join(' OR ')})` : (ends[0] ?? '1 = 0');
}
