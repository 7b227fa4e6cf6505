import type { Dialect } from '../contract.js';
import { freeName } from '../index-name.js';
import { quote, regclass } from './spelling.js';

/** Tables and indexes of a schema have no name in common. No partitioned table is indexed while others write. */
export const postgresNewIndex: Dialect['addIndex'] = async (run, index) => {
  const bind = [regclass(index.at)];
  const name = await freeName(run, index.name, {
    sql: `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class t
        ON t.relnamespace = c.relnamespace WHERE t.oid = pg_catalog.to_regclass($1)`,
    bind,
  });
  const [kept] = await run.select<{ parted: boolean }>({
    sql: `SELECT relkind = 'p' AS parted FROM pg_catalog.pg_class
      WHERE oid = pg_catalog.to_regclass($1)`,
    bind,
  });
  return (
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${kept?.parted ? '' : 'CONCURRENTLY '}${quote(name)} ` +
    `ON ${index.table} (${index.column})`
  );
};
