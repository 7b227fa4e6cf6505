import type { Dialect } from '../contract.js';
import { failureKind } from '../failures.js';
import { isOlder, privilegeNames, type Privilege } from '../standing.js';
import { explain } from './purge/passing.js';
import { quote } from './spelling.js';

/** Of these each version has its own; none may be asked for that is not there. */
const readOnlyNames = [
  'read_only',
  'super_read_only',
  'innodb_read_only',
  'transaction_read_only',
  'tx_read_only',
];

export const mysqlStanding: Dialect['standing'] = async (run) => {
  const [row] = await run.select<{ version: string }>({ sql: 'SELECT VERSION() AS version' });
  const settings = await run.select<{ Variable_name: string; Value: string }>({
    sql: `SHOW VARIABLES WHERE Variable_name IN (${readOnlyNames.map((name) => `'${name}'`).join(', ')})`,
  });
  const on = settings.find(({ Value: value }) => !['OFF', '0', ''].includes(value));
  const text = row?.version ?? '';
  const product = /mariadb/i.test(text) ? 'MariaDB' : 'MySQL';
  const version = /^[\d.]*\d/.exec(text)?.[0] ?? text;
  // Others speak the protocol too, with numbers of their own.
  const isOther = /tidb|vitess|oceanbase|doris/i.test(text);
  return {
    version: isOther ? text : `${product} ${version}`,
    wants: isOther ? null : tooOld(product, version),
    readOnly:
      on === undefined ? null : `${on.Variable_name} is on, as on a replica or in a failover`,
  };
};

function tooOld(product: 'MySQL' | 'MariaDB', version: string): string | null {
  const [major, minor] = product === 'MariaDB' ? ([10, 6] as const) : ([8, 0] as const);
  return isOlder(version, [major, minor]) ? `${product} ${major}.${minor}` : null;
}

/**
 * The planner answers only who may run the statement itself, whatever roles and grants on columns
 * are behind that; nothing is run.
 */
export const mysqlPrivileges: Dialect['privileges'] = async (run, { schema, name }, column) => {
  const table = [schema, name].filter((part) => part !== null).map(quote);
  const at = table.join('.');
  const none = 'WHERE 1 = 0';
  const statements: Record<Privilege, string> = {
    SELECT: `SELECT ${column} FROM ${at} ${none}`,
    INSERT: `INSERT INTO ${at} (${column}) SELECT ${column} FROM ${at} ${none}`,
    UPDATE: `UPDATE ${at} SET ${column} = ${column} ${none}`,
    DELETE: `DELETE FROM ${at} ${none}`,
  };
  const held: Partial<Record<Privilege, boolean | null>> = {};
  for (const privilege of privilegeNames) {
    held[privilege] = await run.select({ sql: `${explain} ${statements[privilege]}` }).then(
      () => true,
      (error: unknown) => {
        const kind = failureKind(error) ?? '';
        if (kind === 'forbidden') return false;
        // Of the row it is asked only after the user.
        if (kind === 'constraint') return true;
        // A server that takes no writes refuses their plan, too.
        if (['read-only', 'refused', 'unsupported'].includes(kind)) return null;
        throw error;
      },
    );
  }
  const [row] = await run.select<{ who: string; base: string | null }>({
    sql: 'SELECT CURRENT_USER() AS who, DATABASE() AS base',
  });
  const whole = schema === null && row?.base ? `${quote(row.base)}.${at}` : at;
  return {
    held: held as Record<Privilege, boolean | null>,
    grant: (missing) => `GRANT ${missing.join(', ')} ON ${whole} TO ${account(row?.who ?? '')}`,
  };
};

/** `ann@%` as a statement has it: `'ann'@'%'`. */
function account(who: string): string {
  const at = who.lastIndexOf('@');
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
  return at < 0 ? quoted(who) : `${quoted(who.slice(0, at))}@${quoted(who.slice(at + 1))}`;
}
