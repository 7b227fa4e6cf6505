import type { Column } from '../../database/table.js';
import type { Fill } from '../../layouts/contract.js';
import { SessionAdminError } from '../../errors.js';
import { columnOf } from '../../layouts/finding/match.js';
import { payloadKind } from '../../layouts/payload-kind.js';
import { randomId } from './fills.js';
import type { Entry, Written } from './entry.js';
import type { Target } from '../target.js';

/** Sessions of one shape are written into the same columns. */
export const shapeOf = ({ user, set }: Entry): string =>
  (user === undefined ? '' : 'user ') + (set === undefined ? '' : JSON.stringify(Object.keys(set)));

/**
 * What is written of a session: token, payload, expiry, user, what was `set`, and what its table's
 * rows have besides; `fills` is what a table of its columns wants, whatever its layout.
 */
export function columnsOf(target: Target, entry: Entry, fills: readonly Written[] = []): Written[] {
  const { database, table } = target;
  const { dialect } = database;
  const { key, token, data, expiryColumn, expiry } = table;
  const asItsType = (column: Column, value: Written['value'], replace = true): Written => ({
    column,
    name: dialect.quote(column.name),
    kind: 'text',
    write: (sql) => dialect.fromText(sql, column.type),
    value,
    replace,
  });
  const columns = [
    { ...asItsType(token, ({ token }) => key.value(token), false), write: key.write },
  ];
  if (data !== null) {
    const kind = payloadKind(table, dialect);
    const column = asItsType(data, ({ data }) => data);
    columns.push(kind === 'text' ? column : { ...column, kind, write: plain });
  }
  if (expiryColumn !== null) {
    columns.push({
      ...asItsType(expiryColumn, (entry) => expiry.value(entry.expiry)),
      write: (sql) => expiry.write(sql),
    });
  }
  if (entry.user !== undefined) {
    columns.push(...userColumns(target).map((one) => asItsType(one, ({ user }) => user ?? null)));
  }
  for (const [name, column] of setColumns(target, entry)) {
    columns.push(asItsType(column, ({ set }) => set?.[name] ?? null));
  }
  const own = table.layout.fills.flatMap((fill) => filled(fill, target) ?? []);
  const written = new Set<string>();
  // What was asked for goes before what the layout would fill, and that before a guess by name.
  return [...columns, ...own, ...fills].filter(({ name }) => {
    const isNew = !written.has(name);
    written.add(name);
    return isNew;
  });
}

/** The columns that say whose a session is: the layout's, and the one that was named. */
function userColumns({ table, userField }: Target): Column[] {
  const named = table.columns.find(({ name }) => name === userField);
  const used = [table.token, table.data, table.expiryColumn, table.revoked];
  const columns = [table.user, named ?? null].filter((column) => column !== null);
  return [...new Set(columns)].filter((column) => !used.includes(column));
}

/** The columns that were `set`. Throws for one that is not there, or that the layout writes itself. */
function setColumns(target: Target, { set = {}, user }: Entry): [string, Column][] {
  const { table } = target;
  const { token, data, expiryColumn, revoked } = table;
  const own = [token, data, expiryColumn, revoked, ...userColumns(target)];
  return Object.keys(set).map((name) => {
    const column = columnOf(table.columns, name);
    if (column === null) {
      const free = table.columns.filter((one) => !own.includes(one)).map((one) => one.name);
      throw new SessionAdminError(
        'INVALID_ARGUMENT',
        `the table ${table.table.name} has no column ${name} to set` +
          (free.length > 0 ? `: there is ${free.join(', ')}` : ''),
      );
    }
    if (own.includes(column) && !(userColumns(target).includes(column) && user === undefined)) {
      throw new SessionAdminError(
        'INVALID_ARGUMENT',
        `the column ${column.name} is the session's own, and is not set by its name`,
      );
    }
    return [name, column];
  });
}

function filled(
  { column: name, with: what, replace }: Fill,
  { table, clock, database: { dialect } }: Target,
): Written | null {
  const column = columnOf(table.columns, name);
  if (column === null) return null;
  const common = { column, name: dialect.quote(column.name), kind: 'text', replace } as const;
  const write = (sql: string): string => dialect.fromText(sql, column.type);
  switch (what) {
    case 'null':
      return { ...common, write, value: () => null };
    case 'key':
      return column.type.includes('int') ? null : { ...common, write, value: ({ token }) => token };
    case 'random':
      // Whole numbers are the database's to count.
      return column.type.includes('int')
        ? null
        : { ...common, write, value: () => randomId(column) };
    case 'now': {
      const { form } = table.layout.expiry;
      // Where rows tell how instants are written, those of the other columns are written alike.
      const format =
        dialect.looseTypes && form.toldBy === 'rows'
          ? table.expiry
          : dialect.expiryFormat(column.type, form);
      if (format === null) return null;
      return {
        ...common,
        write: (sql) => format.write(sql),
        value: () => format.value(clock.now()),
      };
    }
  }
}

const plain = (sql: string): string => sql;
