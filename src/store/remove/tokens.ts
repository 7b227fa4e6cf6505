import { Binds, whereClause } from '../../database/statement.js';
import { refuseAborted, SessionAdminError } from '../../errors.js';
import type { Target } from '../target.js';
import { endingOf, toEnd } from './removal.js';
import { batchRows, removeWhere, type RemoveOptions, type RemoveResult } from './rows.js';

/** Deletes the session of a token, and says whether there was one; throws where it is still there. */
export async function removeOne(target: Target, token: string): Promise<boolean> {
  const { matched, deleted, refused } = await removeTokens(target, [token]);
  if (deleted === matched) return deleted > 0;
  const { title } = target.database;
  throw (
    refused ??
    new SessionAdminError(
      'DATABASE_REFUSED',
      `${title}: the session is still there: a trigger, or a policy on rows, keeps it`,
    )
  );
}

/** Deletes the sessions of these tokens. */
export async function removeTokens(
  target: Target,
  tokens: Iterable<string>,
  options: RemoveOptions = {},
): Promise<RemoveResult> {
  const { signal, onProgress, keep } = options;
  const { database, table } = target;
  const unique = [...new Set(tokens)];
  if (table.layout.cell !== null) {
    const { removeTokensFromCells } = await import('../cells/remove.js');
    return removeTokensFromCells(target, unique, options);
  }
  const result: RemoveResult = { matched: 0, deleted: 0, renewed: 0 };
  const went = (rows: number): void => {
    result.deleted += rows;
    result.matched += rows;
    onProgress?.({ ...result });
  };
  const ending = endingOf(table);
  const account = { result, went, ending, ...(signal && { signal }), ...(keep && { keep }) };
  for (let i = 0; i < unique.length; i += batchRows) {
    refuseAborted(signal);
    const batch = unique.slice(i, i + batchRows);
    const these = (some: readonly string[], binds: Binds): string[] => [
      table.key.holds(some, binds.add),
    ];
    const deleted = await removeWhere(target, batch, these, account);
    if (deleted >= batch.length) continue;
    const binds = new Binds();
    const [left] = await database.select<{ n: number | string }>({
      sql: `SELECT count(*) AS n FROM ${table.sql.table}
        ${whereClause([...toEnd(table, ending), table.key.holds(batch, binds.add)])}`,
      bind: binds.values,
    });
    result.matched += Number(left?.n ?? 0);
    onProgress?.({ ...result });
  }
  return result;
}
