import type { Stretch } from '../../database/expiry/contract.js';
import type { ExpiredRows } from '../../database/purge/contract.js';
import type { RowKey } from '../../database/purge/row-key.js';
import { purgeableIn, within } from '../expired.js';
import type { Target } from '../target.js';

/** The rows of a stretch that a purge may take, as a dialect's own way asks for them. */
export const expiredRows = (
  { database, table }: Target,
  stretch: Stretch,
  cutoff: Date,
  key: RowKey,
): ExpiredRows => ({
  database,
  table,
  stretch,
  key,
  within: (binds) => within(stretch, table, binds),
  conditions: (binds, expiry = table.sql.expiry) =>
    purgeableIn(stretch, { ...table, sql: { ...table.sql, expiry } }, cutoff, binds),
});
