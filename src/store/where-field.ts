import { SessionAdminError } from '../errors.js';
import type { BoundTable } from '../layouts/contract.js';
import type { BoundFact, FactName } from '../layouts/facts.js';
import type { Json, Session } from '../session.js';
import { addressRange, isWithin } from './address.js';
import { factFields, noSuchFact } from './facts.js';
import type { Target } from './target.js';
import { columnValue, matchesWhere, valuesAt, type Condition } from './where.js';

const unlessNull = (value: Json): Json[] => (value === null ? [] : [value]);

/** What every session has, by its name; a payload's own field of such a name is `data.<name>`. */
const sessionFields = new Map<string, (session: Session) => readonly Json[]>([
  ['token', ({ token }) => [token]],
  ['user', ({ users }) => users],
  ['users', ({ users }) => users],
  ['name', (session) => valueOrColumn(session, 'name')],
  ['state', ({ state }) => [state]],
  ['expiry', ({ expiry }) => unlessNull(columnValue(expiry))],
  ['created', (session) => valueOrColumn(session, 'created')],
  ['lastSeen', (session) => valueOrColumn(session, 'lastSeen')],
  ['ip', (session) => valueOrColumn(session, 'ip')],
  ['agent', (session) => valueOrColumn(session, 'agent')],
  ['device', (session) => valueOrColumn(session, 'device')],
  ['size', ({ size }) => [size]],
  ['codec', ({ codec }) => unlessNull(codec)],
  ['error', ({ error }) => unlessNull(error)],
  ['data', ({ data }) => unlessNull(data)],
]);

/** What not every table tells, or what stands in a column that is called so, where it does not. */
function valueOrColumn(session: Session, name: FactName | 'device' | 'name'): Json[] {
  const value = session[name];
  if (value === null && Object.hasOwn(session.columns, name)) {
    return unlessNull(columnValue(session.columns[name]));
  }
  return unlessNull(columnValue(value));
}

/** What is compared as instants. */
const instantFields: readonly string[] = ['expiry', 'created', 'lastSeen'];

const payloadPath = /^data\./;
const userNames: readonly string[] = ['user', 'users'];

/** Whether a condition's path leads into the payload, or to what only its decoding tells. */
export const isInPayload = (path: string): boolean =>
  !sessionFields.has(path) || ['codec', 'error', 'data'].includes(path);

/** Whether it leads to values inside the payload, and to nothing that every session has. */
export const isValuePath = (path: string): boolean => !sessionFields.has(path);

/** The user whose sessions alone can satisfy a condition; null where it asks for something else. */
export const userAsked = ({ path, op, value }: Condition): string | null =>
  userNames.includes(path) && op === '=' ? value : null;

/** Whether a condition asks for a fact. */
export const asksForFact = ({ path }: Condition): boolean => factFields.has(path);

/** The fact that a condition asks for, as this table has it; null where it asks for none, or has none. */
export const factAsked = (
  { path }: Condition,
  { facts }: BoundTable,
): BoundFact<unknown> | null => {
  const name = factFields.get(path);
  return name === undefined ? null : facts[name];
};

/** Whether a condition asks who is logged in. */
export const asksForUser = ({ path }: Condition): boolean => userNames.includes(path);

/** Whether a condition asks what the user is called, by the table of users. */
export const asksForName = ({ path }: Condition, { extraColumns }: BoundTable): boolean =>
  path === 'name' && !extraColumns.includes(path);

/**
 * Throws an `INVALID_ARGUMENT` where an instant is compared with what is none, and where a table has
 * neither payloads nor such a column, or no such fact.
 */
export function checkCondition({ path, op, value }: Condition, table: BoundTable): void {
  if (table.layout.payload === null && isInPayload(path) && !sessionFields.has(path)) {
    const columns = table.extraColumns;
    if (!columns.includes(path)) {
      throw new SessionAdminError(
        'INVALID_ARGUMENT',
        'this table has no payloads to look into, and no such column: ' +
          `ask for ${['user', 'state', 'expiry', ...columns].join(', ')}`,
      );
    }
  }
  // As a path into payloads it would be there in none, which says nothing of who is logged in.
  if (path === 'anonymous' && !table.extraColumns.includes(path)) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'whether a session is anonymous is a filter of its own; a payload’s own field is data.anonymous',
      { options: ['anonymous'] },
    );
  }
  if (asksForFact({ path, op, value }) && factAsked({ path, op, value }, table) === null) {
    const inside = table.layout.payload === null ? '' : `; a payload’s own field is data.${path}`;
    if (!table.extraColumns.includes(path)) throw noSuchFact(path, table, inside);
  }
  const isOrdered = instantFields.includes(path) && ['=', '!=', '<', '<=', '>', '>='].includes(op);
  if (isOrdered && Number.isNaN(Date.parse(value))) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `${path === 'expiry' ? 'an expiry' : path} is compared with a time, such as 2027-01-02T03:04:05Z`,
    );
  }
}

/**
 * Whether a session satisfies a condition: on what every session has, on its payload, or on a column
 * of the table's own.
 *
 * What cannot be read is not known to be missing: there neither `!=` nor `missing` holds. Of several
 * users, `user!=7` says that none is 7. Users that are whole numbers are ordered as such.
 */
export function satisfies(session: Session, condition: Condition, target: Target): boolean {
  const { path, op } = condition;
  const values = sessionFields.get(path)?.(session) ?? ownValues(session, path, op);
  if (values.length === 0 && isUnread(session, condition, target)) return false;
  if (asksForUser(condition)) return userSatisfies(values, condition);
  if (path === 'ip' && (op === '=' || op === '!=')) return addressSatisfies(values, condition);
  if (!instantFields.includes(path) || op === '~') return matchesWhere(condition, values);
  const millis = (instant: Json): number =>
    typeof instant === 'string' ? Date.parse(instant) : NaN;
  return matchesWhere({ ...condition, value: String(millis(condition.value)) }, values.map(millis));
}

/** Whether a payload that was decoded satisfies a condition on its values, where no column answers too. */
export const payloadSatisfies = (data: Json, condition: Condition): boolean =>
  matchesWhere(condition, valuesIn(data, condition.path));

const valuesIn = (data: Json, path: string): Json[] =>
  valuesAt(data, path.replace(payloadPath, ''));

/** The values in the payload and in the column of that name; NULL is nothing that is there. */
function ownValues({ data, columns }: Session, path: string, op: Condition['op']): Json[] {
  const values = valuesIn(data, path);
  if (!Object.hasOwn(columns, path)) return values;
  const column = columnValue(columns[path]);
  return [...values, ...(op === 'exists' || op === 'missing' ? unlessNull(column) : [column])];
}

/** As addresses, where an address or a range is asked for, and else as text. */
function addressSatisfies(values: readonly Json[], condition: Condition): boolean {
  const range = addressRange(condition.value);
  if (range === null) return matchesWhere(condition, values);
  const isThere = values.some((value) => typeof value === 'string' && isWithin(value, range));
  return isThere === (condition.op === '=');
}

function userSatisfies(users: readonly Json[], condition: Condition): boolean {
  const { op, value } = condition;
  if (op === '=') return users.includes(value);
  if (op === '!=') return !users.includes(value);
  if (op === '~') return matchesWhere(condition, users);
  const isWhole = (user: Json): user is string =>
    typeof user === 'string' && /^-?(?:0|[1-9]\d*)$/.test(user);
  return matchesWhere(
    condition,
    users.map((user) => (isWhole(user) ? BigInt(user) : user)),
  );
}

/**
 * Whether what a condition asks for may be there and could not be read: by where this table has it, as
 * who asks for nothing in payloads may have left them alone.
 */
function isUnread(session: Session, condition: Condition, target: Target): boolean {
  const { path } = condition;
  const { table } = target;
  if (path === 'error' || path === 'codec') return false;
  if (path === 'expiry') return session.expiryUnreadable;
  if (asksForFact(condition)) {
    const fact = factAsked(condition, table);
    if (fact === null) return false;
    return (fact.byEnd && session.expiryUnreadable) || (fact.column === null && isSealed(session));
  }
  const asksWho = asksForUser(condition) || asksForName(condition, table);
  return (!asksWho || payloadTellsUsers(target)) && isSealed(session);
}

/** Whether its payload could not be read. */
const isSealed = ({ data, error, size }: Session): boolean =>
  error !== null && data === null && size > 0;

/** Whether a payload may say whose a session is, beside the column or in place of it. */
const payloadTellsUsers = ({ table, userField }: Target): boolean =>
  table.layout.payload !== null &&
  (!table.layout.user.alone || (userField !== null && userField !== table.user?.name));
