import type { Binds } from '../database/statement.js';
import type { BoundTable } from '../layouts/contract.js';
import { expiredCondition } from './expired.js';
import type { Target } from './target.js';
import { userCondition } from './user-condition.js';
import { factAsked, userAsked } from './where-field.js';
import type { Condition } from './where.js';

/** Gives the condition on rows, at a moment. */
type Decided = (now: Date, binds: Binds) => string;

/** What a Date can be, in milliseconds. */
const lastInstant = 8.64e15;

const comparisons: readonly Condition['op'][] = ['=', '<', '<=', '>', '>='];

/**
 * Returns the SQL of a condition where columns alone tell whether a session satisfies it, so that it
 * lets exactly those pass; null where rows must be read for it.
 */
export function decidedByColumns(condition: Condition, table: BoundTable): Decided | null {
  const { path, op, value } = condition;
  if (table.layout.cell !== null) return null;
  if (path === 'state') return stateSql(condition, table);
  if (!comparisons.includes(op)) return null;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return null;
  const expiry = table.expiry.millis(table.sql.expiry);
  if (path === 'expiry') return (_, binds) => `${expiry} ${op} ${binds.add(at)}`;
  const fact = factMillis(condition, table);
  if (fact === null) return null;
  const isDate = `${fact} BETWEEN -${lastInstant} AND ${lastInstant}`;
  return (_, binds) => `(${fact} ${op} ${binds.add(at)} AND ${isDate})`;
}

function stateSql({ op, value }: Condition, table: BoundTable): Decided | null {
  if ((op !== '=' && op !== '!=') || !['active', 'expired'].includes(value)) return null;
  const isExpired = (value === 'expired') === (op === '=');
  return (now, binds) =>
    `(${expiredCondition(table, now, binds)}) IS ${isExpired ? '' : 'NOT '}TRUE`;
}

/** The instant of a fact; a column of the table's own may be called so, and stand in for one that is not there. */
function factMillis(condition: Condition, table: BoundTable): string | null {
  const { path } = condition;
  if (path !== 'created' && path !== 'lastSeen') return null;
  return table.extraColumns.includes(path) ? null : (factAsked(condition, table)?.sql ?? null);
}

/** Whether the database decides a condition for itself. */
export function isDecidedByColumns(
  condition: Condition,
  { table, userField, database }: Target,
): boolean {
  const user = userAsked(condition);
  return user === null
    ? decidedByColumns(condition, table) !== null
    : (userCondition(table, userField, [user], database.dialect, () => '')?.exact ?? false);
}
