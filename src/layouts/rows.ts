import type { Dialect } from '../database/contract.js';
import type { BoundTable } from './contract.js';
import type { Match } from './finding/match.js';

/** Which rows of a table are sessions. */
export type Rows = Pick<BoundTable['sql'], 'isSession'>;

/** The conditions that a row is a session: none where every row is. Each statement on rows has them. */
export const rowsOf = ({ isSession }: Rows): string[] => (isSession === null ? [] : [isSession]);

/** SQL for that of a layout's rules, whose values stand in it as they are. */
export function isSessionSql({ where }: Pick<Match, 'where'>, dialect: Dialect): string | null {
  const conditions = where.map(({ column, is }) =>
    dialect.holds(dialect.quote(column.name), column.type, is, literal),
  );
  return conditions.length === 0 ? null : conditions.join(' AND ');
}

/** What needs no escape in any dialect. */
const harmless = /^[\w.:-]{0,64}$/;

/** A value as it stands in SQL. */
export function literal(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && harmless.test(value)) return `'${value}'`;
  throw new RangeError('a value that tells rows apart is letters, digits, and _.:-');
}

/** The same rules in words; null where there are none. */
export const rowsInWords = ({ where }: Pick<Match, 'where'>): string | null =>
  where.length === 0
    ? null
    : where.map(({ column, is }) => `${column.name} = ${is.join(' or ')}`).join(', ');
