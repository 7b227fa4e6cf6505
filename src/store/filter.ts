import type { Session, SessionState } from '../session.js';
import { endsBefore, expiredCondition } from './expired.js';
import type { BoundTable } from '../layouts/contract.js';
import { factNames } from '../layouts/facts.js';
import type { Binds } from '../database/statement.js';
import { rowsOf } from '../layouts/rows.js';
import { factsByExpiry, factsRequired, type FactFilter } from './facts-required.js';
import type { Requirement } from './requirement.js';
import type { Target } from './target.js';
import { usersRequired, type WhoFilter } from './users-required.js';
import { userCondition } from './user-condition.js';
import {
  asksForFact,
  asksForName,
  asksForUser,
  factAsked,
  checkCondition,
  isInPayload,
  satisfies,
  userAsked,
} from './where-field.js';
import { decidedByColumns, isDecidedByColumns } from './where-sql.js';
import type { Condition } from './where.js';

/** Which sessions; what is left out does not narrow. */
export interface SessionFilter extends WhoFilter, FactFilter {
  /** Those that are `unmarked` are all whose rows do not say that they were logged out. Default is `active`. */
  state?: SessionState | 'unmarked' | 'all';
  /** A user of the session, as text; of several, any. */
  user?: string | readonly string[];
  /** Conditions on what a session has, its payload and the table's own columns; all must hold. */
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
  const conditions = rowsOf(sql);
  const state = filter.state ?? 'active';
  const expired = (): string => expiredCondition(table, now, binds);
  if (state === 'active') conditions.push(`(${expired()}) IS NOT TRUE`);
  if (state === 'expired') conditions.push(expired());
  if (state === 'unmarked' && sql.revoked !== null) conditions.push(`(${sql.revoked}) IS NOT TRUE`);
  if (filter.expiresBefore) conditions.push(endsBefore(table, filter.expiresBefore, binds));
  if (filter.expiresAfter)
    conditions.push(`${millis} > ${binds.add(filter.expiresAfter.getTime())}`);
  if (filter.tokenPrefix !== undefined && filter.tokenPrefix !== '') {
    conditions.push(table.key.startsWith(filter.tokenPrefix, binds.add));
  }
  for (const condition of filter.where ?? []) {
    checkCondition(condition, table);
    const decided = decidedByColumns(condition, table);
    if (decided) conditions.push(decided(now, binds));
  }
  for (const users of usersAsked(filter)) {
    const user = userCondition(table, target.userField, users, dialect, binds.add);
    if (user) conditions.push(user.sql);
  }
  return [
    ...conditions,
    ...requirementsOf(filter, target).flatMap(({ sql }) => sql?.(binds.add) ?? []),
  ];
}

/** What a filter requires of sessions besides; throws an `INVALID_ARGUMENT` where a table cannot tell it. */
const requirementsOf = (filter: SessionFilter, { table, userField }: Target): Requirement[] => [
  ...usersRequired(filter, table, userField),
  ...factsRequired(filter, table),
];

/** Whose sessions a filter lets pass; null for everybody's. */
const usersOf = ({ user }: SessionFilter): readonly string[] | null =>
  user === undefined ? null : typeof user === 'string' ? [user] : user;

/** Each list of users of whom one must be logged in by a session. */
export function usersAsked(filter: SessionFilter): (readonly string[])[] {
  const named = (filter.where ?? []).flatMap((condition) => userAsked(condition) ?? []);
  const users = usersOf(filter);
  return [...(users === null ? [] : [users]), ...named.map((user) => [user])];
}

/** Whether a filter chooses sessions by what the column of the expiry says. */
export const goesByExpiry = (filter: SessionFilter, table: BoundTable): boolean =>
  filter.state === 'expired' ||
  filter.expiresBefore !== undefined ||
  filter.expiresAfter !== undefined ||
  factsByExpiry(filter, table) ||
  (filter.where ?? []).some((condition) => asksForEnd(condition, table));

/** Whether a condition is on an end, or on what is reckoned from one; who asks for live sessions knows. */
const asksForEnd = (condition: Condition, table: BoundTable): boolean => {
  const { path, op, value } = condition;
  if (path === 'expiry') return true;
  if (path === 'state') return `${op}${value}` !== '=active' && `${op}${value}` !== '!=expired';
  return factAsked(condition, table)?.byEnd ?? false;
};

/** Whether a filter looks into payloads, so that rows must be decoded to count them. */
export function needsPayload(filter: SessionFilter, target: Target): boolean {
  const { table } = target;
  const { where = [] } = filter;
  if (table.layout.payload === null) return false;
  if (where.some(({ path }) => isInPayload(path))) return true;
  if (where.some((one) => factAsked(one, table)?.column === null)) return true;
  if (requirementsOf(filter, target).some(({ payload }) => payload)) return true;
  const asksWho = where.filter((one) => asksForUser(one) || asksForName(one, table));
  const users = [usersOf(filter), ...asksWho.map(() => [''])];
  return users.some((some) => some !== null && !isDecided(some, target));
}

/** Whether the database alone decides whether a session is one of these users'. */
const isDecided = (
  users: readonly string[],
  { table, userField, database: { dialect } }: Target,
): boolean => userCondition(table, userField, users, dialect, () => '')?.exact ?? false;

/** Whether only the rows themselves can tell which of them a filter lets pass. */
export const needsRows = (filter: SessionFilter, target: Target): boolean =>
  target.table.layout.cell !== null ||
  (filter.where ?? []).some((condition) => !isDecidedByColumns(condition, target)) ||
  (filter.tokenPrefix !== undefined && target.table.key.hex !== 'none') ||
  requirementsOf(filter, target).some(({ exact }) => !exact) ||
  usersAsked(filter).some((users) => !isDecided(users, target)) ||
  needsPayload(filter, target);

/** Whether the facts of sessions must be read for a filter to decide. */
export const needsFacts = (filter: SessionFilter, target: Target): boolean =>
  (filter.where ?? []).some(asksForFact) ||
  requirementsOf(filter, target).some(({ facts }) => facts);

/** SQL for all of a row that a filter's decision rests on where the row itself decides. */
export function decidedOn(filter: SessionFilter, target: Target): string[] {
  const { table, userField, database } = target;
  const { where = [] } = filter;
  const payload = needsPayload(filter, target);
  const required = requirementsOf(filter, target).filter(({ exact }) => !exact);
  const isKnown = usersAsked(filter).every((users) => isDecided(users, target));
  if (!payload && isKnown && where.length === 0 && required.length === 0) return [];
  const asksWho =
    filter.user !== undefined || where.some((one) => asksForUser(one) || asksForName(one, table));
  const names = new Set([
    ...where.map(({ path }) => path),
    ...(asksWho ? [table.user?.name, userField] : []),
  ]);
  const facts = where.flatMap((one) => factAsked(one, table) ?? []);
  const known = new Set([
    ...facts.map(({ column }) => column),
    ...required.flatMap((each) => each.columns),
  ]);
  const columns = table.columns.filter((column) => names.has(column.name) || known.has(column));
  // What a payload tells of its session's use, it may tell by the end that the column has.
  const goesByEnd =
    names.has('expiry') || known.has(null) || required.some((each) => each.facts && each.payload);
  return [
    ...(payload ? [table.sql.data] : []),
    ...(goesByEnd ? [table.sql.expiry] : []),
    ...columns.map(({ name }) => database.dialect.quote(name)),
    ...besides(filter, table),
  ];
}

/** SQL for what other tables tell, where a filter asks for any fact. */
const besides = (filter: SessionFilter, { facts }: BoundTable): string[] =>
  factsAsked(filter) ? factNames.flatMap((name) => facts[name]?.beside ?? []) : [];

/** Whether a filter goes by what is known of sessions besides. */
const factsAsked = ({ where = [], createdBefore, seenBefore, ip, agent }: SessionFilter): boolean =>
  where.some(asksForFact) ||
  [createdBefore, seenBefore, ip, agent].some((asked) => asked !== undefined);

/**
 * Returns what decides the part of a filter that only a session that was read can tell, but for the
 * names of users.
 */
export function passing(filter: SessionFilter, target: Target): (session: Session) => boolean {
  const { where = [], tokenPrefix = '' } = filter;
  const users = usersOf(filter);
  const required = requirementsOf(filter, target);
  const conditions = where.filter((one) => !asksForName(one, target.table));
  return (session) =>
    session.token.startsWith(tokenPrefix) &&
    (users === null || users.some((user) => session.users.includes(user))) &&
    required.every(({ meets }) => meets(session)) &&
    conditions.every((condition) => satisfies(session, condition, target));
}

/** Returns what decides by the names of users, which were looked up; null where a filter asks for none. */
export function passingByName(
  { where = [] }: SessionFilter,
  target: Target,
): ((session: Session) => boolean) | null {
  const conditions = where.filter((one) => asksForName(one, target.table));
  if (conditions.length === 0) return null;
  return (session) => conditions.every((condition) => satisfies(session, condition, target));
}
