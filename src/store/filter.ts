import type { Session, SessionState } from '../session.js';
import { endsBefore, expiredCondition } from './expired.js';
import type { Binds } from './sql.js';
import type { Target } from './target.js';
import { userCondition } from './user-condition.js';
import { columnValue, matchesWhere, valuesAt, type Condition } from './where.js';

/** Which sessions; what is left out does not narrow. */
export interface SessionFilter {
  /** Default is `active`. */
  state?: SessionState | 'all';
  /** A user of the session, as text; of several, any. */
  user?: string | readonly string[];
  /** Conditions on the payload and on the table's own columns; all must hold. */
  where?: readonly Condition[];
  tokenPrefix?: string;
  /** Only sessions whose expiry is earlier. Those that never expire, or whose expiry is unreadable, are not. */
  expiresBefore?: Date;
  /** Only sessions whose expiry is later. */
  expiresAfter?: Date;
}

/** The part of a filter that the database decides, as SQL conditions. */
export function sqlConditions(
  filter: SessionFilter,
  target: Target,
  now: Date,
  binds: Binds,
): string[] {
  const { table } = target;
  const { sql, expiry } = table;
  const { dialect } = target.database;
  const millis = expiry.millis(sql.expiry);
  const conditions: string[] = [];
  const state = filter.state ?? 'active';
  const expired = (): string => expiredCondition(table, now, binds);
  if (state === 'active') conditions.push(`(${expired()}) IS NOT TRUE`);
  if (state === 'expired') conditions.push(expired());
  if (filter.expiresBefore) conditions.push(endsBefore(table, filter.expiresBefore, binds));
  if (filter.expiresAfter)
    conditions.push(`${millis} > ${binds.add(filter.expiresAfter.getTime())}`);
  if (filter.tokenPrefix !== undefined && filter.tokenPrefix !== '') {
    conditions.push(table.key.startsWith(filter.tokenPrefix, binds.add));
  }
  const users = usersOf(filter);
  if (users !== null) {
    const user = userCondition(table, target.userField, users, dialect, binds.add);
    if (user) conditions.push(user.sql);
  }
  return conditions;
}

/** Whose sessions a filter lets pass; null for everybody's. */
const usersOf = ({ user }: SessionFilter): readonly string[] | null =>
  user === undefined ? null : typeof user === 'string' ? [user] : user;

/** Says whether a filter looks into payloads, so that rows must be decoded to count them. */
export function needsPayload(filter: SessionFilter, target: Target): boolean {
  const { where = [] } = filter;
  if (where.some(({ path }) => !target.table.extraColumns.includes(path))) return true;
  const users = usersOf(filter);
  if (users === null) return false;
  const { dialect } = target.database;
  return !userCondition(target.table, target.userField, users, dialect, () => '')?.exact;
}

/** Says whether only the rows themselves can tell which of them a filter lets pass. */
export const needsRows = (filter: SessionFilter, target: Target): boolean =>
  (filter.where ?? []).length > 0 ||
  (filter.tokenPrefix !== undefined && target.table.key.hex !== 'none') ||
  needsPayload(filter, target);

/** The part of a filter that only a decoded session can decide. */
export function passes(session: Session, filter: SessionFilter): boolean {
  const { where = [], tokenPrefix = '' } = filter;
  if (!session.token.startsWith(tokenPrefix)) return false;
  const users = usersOf(filter);
  if (users !== null && !users.some((user) => session.users.includes(user))) return false;
  return where.every((condition) => {
    const values = valuesAt(session.data, condition.path);
    if (Object.hasOwn(session.columns, condition.path)) {
      values.push(columnValue(session.columns[condition.path]));
    }
    return matchesWhere(condition, values);
  });
}
