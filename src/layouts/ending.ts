import type { BoundTable } from './contract.js';

/** What a row says of its end, besides the instant: nothing, an end, or that there is none. */
export const ending = { none: 0, instant: 1, never: 2 } as const;

/** SQL for it. */
export function endingSql({ sql, expiry }: Pick<BoundTable, 'sql' | 'expiry'>): string {
  const never = expiry.never?.(sql.expiry);
  return never === undefined
    ? `${sql.expiry} IS NOT NULL`
    : `CASE WHEN ${sql.expiry} IS NULL THEN ${ending.none}
        WHEN ${never} THEN ${ending.never} ELSE ${ending.instant} END`;
}

/** The condition that a row's column says an end, whether it can be read or not. */
export function saysEnd({ sql, expiry }: Pick<BoundTable, 'sql' | 'expiry'>): string {
  const never = expiry.never?.(sql.expiry);
  const isThere = `${sql.expiry} IS NOT NULL`;
  return never === undefined ? isThere : `(${isThere} AND (${never}) IS NOT TRUE)`;
}
