import type { Dialect } from '../contract.js';
import { isOlder, privilegeNames, type Privilege } from '../standing.js';
import { quote, regclass } from './spelling.js';

export const postgresStanding: Dialect['standing'] = async (run) => {
  const [row] = await run.select<{ version: string; standby: boolean; read_only: string }>({
    sql: `SELECT pg_catalog.version() AS version, pg_catalog.pg_is_in_recovery() AS standby,
      pg_catalog.current_setting('default_transaction_read_only') AS read_only`,
  });
  // `PostgreSQL 15.4 (Debian …) on …`; engines that speak its protocol have other names.
  const [, product = 'PostgreSQL', version = ''] =
    /^(\S+) (?:\D*? )?v?(\d\S*)/.exec(row?.version ?? '') ?? [];
  return {
    version: `${product} ${version}`.trim(),
    wants: product === 'PostgreSQL' && isOlder(version, [9, 5]) ? 'PostgreSQL 9.5' : null,
    readOnly: row?.standby
      ? 'it is a standby, which follows another server'
      : row?.read_only === 'on'
        ? 'default_transaction_read_only is on for this user'
        : null,
  };
};

/** A privilege on some columns counts: which ones a row needs is its layout's matter. */
const has = (privilege: Privilege): string => {
  const onTable = `pg_catalog.has_table_privilege(t.oid, '${privilege}')`;
  return privilege === 'DELETE'
    ? onTable
    : `${onTable} OR pg_catalog.has_any_column_privilege(t.oid, '${privilege}')`;
};

export const postgresPrivileges: Dialect['privileges'] = async (run, table) => {
  const asked = privilegeNames.map((name) => `${has(name)} AS "${name}"`).join(', ');
  const [row] = await run.select<Record<Privilege, boolean> & { who: string }>({
    sql: `SELECT ${asked}, pg_catalog.quote_ident(current_user) AS who
      FROM (SELECT pg_catalog.to_regclass($1)::oid AS oid) t`,
    bind: [regclass(table)],
  });
  const held = privilegeNames.map((name) => [name, row?.[name] ?? null]);
  const name = [table.schema, table.name].filter((part) => part !== null).map(quote);
  return {
    held: Object.fromEntries(held) as Record<Privilege, boolean | null>,
    grant: (missing) => `GRANT ${missing.join(', ')} ON ${name.join('.')} TO ${row?.who ?? ''}`,
  };
};
