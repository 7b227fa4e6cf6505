import { numberOf, unknownStorage } from '../storage.js';
import type { Dialect } from '../contract.js';
import type { Statement } from '../statement.js';
import type { TableName } from '../table.js';
import { quote, regclass } from './spelling.js';

/** The table and what is part of it: partitions, and what inherits from it. */
const parts = `WITH RECURSIVE parts (oid) AS (
  SELECT pg_catalog.to_regclass($1)::oid
  UNION ALL SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN parts p ON h.inhparent = p.oid)`;

/** What the server counts as it is asked; a view takes no place. */
export const postgresSize = (table: TableName): Statement => ({
  sql: `${parts}
    SELECT sum(pg_catalog.pg_total_relation_size(c.oid)) AS bytes
    FROM parts JOIN pg_catalog.pg_class c ON c.oid = parts.oid WHERE c.relkind IN ('r', 'm')`,
  bind: [regclass(table)],
});

/** What the statistics have of a table: estimates, which lag behind by a second or so. */
export const postgresStorage: Dialect['storage'] = async (run, table) => {
  const [row] = await run.select<Record<Figure, unknown>>({
    sql: `${parts}
      SELECT sum(pg_catalog.pg_total_relation_size(c.oid)) AS bytes,
        sum(coalesce(nullif(s.n_live_tup, 0), nullif(c.reltuples, -1)::bigint)) AS live,
        sum(s.n_dead_tup) AS dead,
        floor(extract(epoch FROM max(greatest(s.last_vacuum, s.last_autovacuum))) * 1000) AS vacuumed,
        pg_catalog.current_setting('autovacuum') = 'on' AND bool_and(coalesce(
          pg_catalog.array_to_string(c.reloptions, ' '), '') !~ 'autovacuum_enabled=(false|off|no|0)') AS itself
      FROM parts JOIN pg_catalog.pg_class c ON c.oid = parts.oid
      LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid WHERE c.relkind IN ('r', 'm')`,
    bind: [regclass(table)],
  });
  const vacuumed = numberOf(row?.vacuumed);
  const name = [table.schema, table.name].filter((part) => part !== null).map(quote);
  return {
    ...unknownStorage,
    bytes: numberOf(row?.bytes),
    rows: numberOf(row?.live),
    deadRows: numberOf(row?.dead),
    lastVacuum: vacuumed === null ? null : new Date(vacuumed),
    vacuumsItself: typeof row?.itself === 'boolean' ? row.itself : null,
    reclaim: `VACUUM (ANALYZE) ${name.join('.')}`,
  };
};

type Figure = 'bytes' | 'live' | 'dead' | 'vacuumed' | 'itself';
