import { Binds, type Runner } from '../../database/statement.js';
import { SessionAdminError } from '../../errors.js';
import { rowsInWords } from '../../layouts/rows.js';
import type { Target } from '../target.js';
import type { Entry } from './entry.js';

/** Tokens that are looked up in one statement. */
const lookUpRows = 500;

type HasToken = Pick<Entry, 'token'>;

/**
 * Returns what says which of some sessions have a row, which stays as it is until the transaction ends.
 * Throws `DATABASE_REFUSED` where the row of one is no session.
 */
export async function knownTokens(
  run: Runner,
  target: Target,
  sessions: readonly HasToken[],
): Promise<(session: HasToken) => boolean> {
  const { database, table } = target;
  const { dialect } = database;
  const known = new Set<string>();
  for (let i = 0; i < sessions.length; i += lookUpRows) {
    const binds = new Binds();
    const tokens = sessions.slice(i, i + lookUpRows).map(({ token }) => token);
    const ours = table.sql.isSession ?? '1 = 1';
    const rows = await run.select<{ token: unknown; ours: number | string }>({
      sql: `SELECT ${table.key.read} AS ${dialect.quote('token')},
          CASE WHEN ${ours} THEN 1 ELSE 0 END AS ${dialect.quote('ours')}
        FROM ${table.sql.table}
        WHERE ${table.key.holds(tokens, binds.add)}
        ${dialect.lockRows}`,
      bind: binds.values,
    });
    if (rows.some((row) => Number(row.ours) !== 1)) throw notASession(target);
    for (const { token } of rows) known.add(table.key.print(token) ?? '');
  }
  return ({ token }) => table.key.forms(token).some((form) => known.has(form));
}

const notASession = ({ database, table }: Target): SessionAdminError =>
  new SessionAdminError(
    'DATABASE_REFUSED',
    `${database.title}: a row of that ${table.token.name} is no session (${rowsInWords(table) ?? ''}), and is left as it is`,
  );
