import { SessionAdminError } from '../errors.js';
import type { Column } from '../database/table.js';
import type { BoundTable } from '../layouts/contract.js';
import type { Session } from '../session.js';
import type { Requirement } from './requirement.js';
import { fieldColumn, isNobody } from './user.js';
import { canHold, holdsUsers, isPlain } from './user-condition.js';

/** What a filter asks of who is logged in, besides who it is. */
export interface WhoFilter {
  /**
   * Only sessions that are certainly not one of these users', by any login in them: one that cannot
   * be read may be.
   */
  exceptUser?: string | readonly string[];
  /** Only sessions in which nobody is logged in, or, with false, those in which somebody is. */
  anonymous?: boolean;
}

/** Throws an `INVALID_ARGUMENT` where a table tells of no session whose it is. */
export function usersRequired(
  { exceptUser, anonymous }: WhoFilter,
  table: BoundTable,
  field: string | null,
): Requirement[] {
  if (exceptUser === undefined && anonymous === undefined) return [];
  const isNamed = field !== null && field !== table.user?.name;
  const column = isNamed ? fieldColumn(table, field) : table.user;
  if (column === null && table.layout.payload === null) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `this table does not tell who is logged in: it has ${table.columns.map(({ name }) => name).join(', ')}`,
    );
  }
  return [
    ...(exceptUser === undefined ? [] : [except([exceptUser].flat(), table, column)]),
    ...(anonymous === undefined
      ? []
      : [anonymous ? nobody(table, column) : somebody(table, column)]),
  ];
}

function except(users: readonly string[], table: BoundTable, column: Column | null): Requirement {
  const { dialect } = table;
  const given = required(table, column);
  const isAsked = canHold(users, dialect);
  return {
    ...given,
    exact: given.exact && isAsked,
    sql:
      column !== null && isPlain(column) && users.length > 0 && isAsked
        ? (bind) => `(${holdsUsers(column, users, dialect, bind)}) IS NOT TRUE`
        : null,
    meets: (session) =>
      !session.users.some((user) => users.includes(user)) &&
      (session.anonymous || (!isNobody(session.users, table) && isRead(session))),
  };
}

function nobody(table: BoundTable, column: Column | null): Requirement {
  return {
    ...required(table, column),
    sql: column !== null && isPlain(column) ? namesNobody(table, column) : null,
    meets: ({ anonymous }) => anonymous,
  };
}

function somebody(table: BoundTable, column: Column | null): Requirement {
  const given = required(table, column);
  const empty = column && namesNobody(table, column);
  return {
    ...given,
    // Where a payload may tell, an empty column says nothing.
    sql: given.exact && empty ? (bind) => `(${empty(bind)}) IS NOT TRUE` : null,
    meets: ({ users }) => !isNobody(users, table),
  };
}

/** The condition that a column names nobody. */
export const namesNobody =
  ({ layout, dialect }: BoundTable, { name, type }: Column): NonNullable<Requirement['sql']> =>
  (bind) => {
    const quoted = dialect.quote(name);
    const holdsNobody = dialect.holds(quoted, type, ['', ...layout.user.guests], bind);
    return `(${quoted} IS NULL OR ${holdsNobody})`;
  };

/** Whether all logins in a session are known: its payload may hold others than its column. */
const isRead = ({ data, error, size }: Session): boolean =>
  error === null || data !== null || size === 0;

const required = ({ layout }: BoundTable, column: Column | null) => ({
  exact: layout.payload === null && column !== null && isPlain(column),
  columns: column === null ? [] : [column],
  payload: layout.payload !== null,
  facts: false,
});
