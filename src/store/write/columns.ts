import type { Dialect } from '../../database/contract.js';
import type { Unpacked } from '../../database/packing.js';
import type { Column } from '../../database/table.js';
import { SessionAdminError } from '../../errors.js';
import type { BoundTable } from '../../layouts/contract.js';
import { columnOf } from '../../layouts/finding/match.js';
import { nearest } from '../../nearest.js';
import type { Target } from '../target.js';
import type { Entry } from './entry.js';

export type Given = string | number | Uint8Array | null;

/** A column of a row that is written. */
export interface Written extends Unpacked {
  readonly column: Column;
  /** Its name, quoted. */
  readonly name: string;
  readonly value: (entry: Entry) => Given;
  /** Whether a row that is there already gets it anew. */
  readonly replace: boolean;
}

/**
 * Returns the columns that a session is written into: token, payload, expiry, user, what was `set`,
 * and `others`: what the entry says besides, and what its table wants filled in.
 */
export function columnsOf(target: Target, entry: Entry, others: readonly Written[]): Written[] {
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
  if (table.revoked !== null && table.revocation !== null) {
    const { live } = table.revocation;
    columns.push(asItsType(table.revoked, () => live));
  }
  for (const { column, is } of table.where) {
    columns.push(asItsType(column, () => is[0] ?? null, false));
  }
  for (const [name, column] of setColumns(target, entry)) {
    columns.push(asItsType(column, ({ set }) => set?.[name] ?? null));
  }
  const written = new Set<string>();
  // What was asked for goes before what would be filled in.
  return [...columns, ...others].filter(({ name }) => {
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

/** The columns of the parts that a session has in any case. */
export function ownColumns(target: Target): Column[] {
  const { token, data, expiryColumn, revoked, where } = target.table;
  const ruled = where.map((rule) => rule.column);
  return [token, data, expiryColumn, revoked, ...ruled, ...userColumns(target)].filter(
    (column) => column !== null,
  );
}

/** The columns that were `set`. Throws for one that is not there, or that the layout writes itself. */
function setColumns(target: Target, { set = {}, user }: Entry): [string, Column][] {
  const { table } = target;
  const own = ownColumns(target);
  return Object.keys(set).map((name) => {
    const column = columnOf(table.columns, name);
    if (column === null) {
      const free = table.columns.filter((one) => !own.includes(one)).map((one) => one.name);
      const near = nearest(name, free);
      throw new SessionAdminError(
        'INVALID_ARGUMENT',
        `the table ${table.table.name} has no column ${name} to set` +
          (free.length > 0 ? `: there is ${free.join(', ')}` : '') +
          (near === undefined ? '' : ` (did you mean ${near}?)`),
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

const plain = (sql: string): string => sql;

/** Whether a table's payloads are stored as bytes or as text. */
export function payloadKind(
  { data, layout }: BoundTable,
  { looseTypes }: Pick<Dialect, 'looseTypes'>,
): 'bytes' | 'text' {
  if (data !== null && /blob|bytea|binary/.test(data.type)) return 'bytes';
  return looseTypes && layout.payload?.bytes ? 'bytes' : 'text';
}
