import type { BoundTable } from '../../layouts/contract.js';
import type { Stretch } from '../../layouts/expiry/contract.js';
import type { Binds } from '../sql.js';

/**
 * The conditions that a row in a stretch has expired.
 *
 * Where a local time stands for two instants, or another column says how to read this one, the
 * column alone does not decide.
 */
export function expiredIn(
  { from, below }: Stretch,
  { sql, expiry }: BoundTable,
  cutoff: Date,
  binds: Binds,
): string[] {
  return [
    `${sql.expiry} < ${expiry.bound(binds.add(below))}`,
    ...(from === null ? [] : [`${sql.expiry} >= ${expiry.bound(binds.add(from))}`]),
    ...(expiry.exact ? [] : [`${expiry.millis(sql.expiry)} < ${binds.add(cutoff.getTime())}`]),
  ];
}
