import { SessionAdminError, type OptionName, type Suggestion } from '../errors.js';
import type { TableName } from '../database/table.js';
import type { BoundTable, Layout } from './contract.js';
import type { Found } from './finding/find.js';

/** Where tables were looked for, and what is said of it in each refusal. */
export interface Looked {
  /** What to call the database in front of people. */
  readonly title: string;
  /** The layouts that were tried; every known one where none was named. */
  readonly candidates: readonly Layout[];
  readonly isNamed: boolean;
  /** Tables whose names speak of sessions, in schemas or databases that a bare name does not reach. */
  readonly elsewhere: readonly TableName[];
}

/** More than one table, or more than one layout, fits; `alike` are tables that look so, and fit none. */
export function ambiguous(
  { title, elsewhere }: Looked,
  fitting: readonly BoundTable[],
  alike: readonly Found[] = [],
): SessionAdminError {
  const isGuess = fitting.every(({ proof }) => proof.verdict !== 'proven');
  const names = [
    ...fitting.map((b) => `${show(b.table)} (${b.layout.name}${isGuess ? ', a guess' : ''})`),
    ...alike.map(({ table }) => `${show(table)} (of no layout that is known)`),
    ...(isGuess ? elsewhere.map((table) => show(table)) : []),
  ];
  const tables = new Set(fitting.map((b) => show(b.table))).size + alike.length;
  const what = isGuess ? 'table that may hold sessions' : 'session table';
  return tables > 1
    ? unknownLayout(`${title} has more than one ${what}: ${list(names)}: choose one`, 'table')
    : unknownLayout(`more than one layout fits: ${list(names)}: choose one`, 'layout');
}

/** No table that was looked at fits; `near` says which nearly did. */
export function unknown(
  { title, candidates, isNamed, elsewhere }: Looked,
  looked: readonly Found[],
  near: readonly string[],
  suggestions: readonly Suggestion[] = [],
): SessionAdminError {
  const tables = looked
    .slice(0, 3)
    .map(({ table, columns }) => `${show(table)} (${list(columns.map((c) => c.name))})`)
    .join(' and ');
  const others = looked.slice(3).map(({ table }) => show(table));
  const what = isNamed
    ? `${tables}, which is not the layout ${[...new Set(candidates.map(describeLayout))].join(', nor ')}`
    : `no session table that is known: ${tables}`;
  return new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `${title} has ${what}` +
      (others.length > 0 ? `; also ${list(others)}` : '') +
      (near.length > 0 ? `; near: ${near.slice(0, 3).join(', ')}` : '') +
      also(elsewhere) +
      ': name another table, or the columns of this one as token=…,data=…,expiry=… with the layout custom',
    { options: ['table', 'columns', 'layout'], suggestions },
  );
}

/** The columns were named, and the one of the expiry is in no form that is known. */
export const unreadExpiry = (
  { table }: Found,
  its: string,
  given: string | undefined,
): SessionAdminError =>
  unknownLayout(
    given === undefined
      ? `${show(table)}: ${its}, and no row tells how an expiry is written there: say it`
      : `${show(table)}: ${its}, which is not read as ${given}: ` +
          'choose another format, or another column as the expiry',
    'expiryFormat',
  );

/** There is no table at all whose name speaks of sessions; `names` are those that there are. */
export function noTable(
  { title, elsewhere }: Looked,
  names: readonly string[],
  suggestions: readonly Suggestion[],
): SessionAdminError {
  return new SessionAdminError(
    'TABLE_MISSING',
    `there is no session table in ${title}` +
      (names.length > 0 ? ` (it has ${list(names)})` : ' (it has no tables)') +
      also(elsewhere) +
      ': name it',
    { options: ['table'], suggestions },
  );
}

/** There is no table of a name, or none that this user may see; `near` is the one that may be meant. */
export function noSuchTable(
  { title, elsewhere }: Looked,
  table: TableName,
  { mayBeHidden, near }: { mayBeHidden: boolean; near: TableName | null },
): SessionAdminError {
  const instead = near === null ? 'name another' : `did you mean ${show(near)}?`;
  return new SessionAdminError(
    'TABLE_MISSING',
    `there is no table ${show(table)} in ${title}${mayBeHidden ? ' that this user may see' : ''}` +
      `${also(elsewhere)}: ${instead}`,
    { options: ['table'] },
  );
}

/** Says that a table is read on a guess although others look as much like one. */
export const rivals = ({ table }: BoundTable, alike: readonly Found[]): string =>
  `${show(table)} is read on a guess; ${list(alike.map((one) => show(one.table)))} may hold the sessions as well: name the table that does`;

export const show = ({ schema, name }: TableName): string =>
  schema === null ? name : `${part(schema)}.${part(name)}`;

/** A part of a name as the option `table` takes it. */
const part = (name: string): string =>
  /[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;

const list = (names: readonly string[], most = 10): string =>
  names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');

const also = (elsewhere: readonly TableName[]): string =>
  elsewhere.length === 0
    ? ''
    : `; elsewhere there ${elsewhere.length > 1 ? 'are' : 'is'} ${list(elsewhere.map(show), 3)}`;

const describeLayout = ({ name, columns }: Layout): string =>
  `${name} (${[columns.token, columns.data, columns.expiry, ...columns.also.map((name) => [name])]
    .filter((names) => names.length > 0)
    .map((names) => names.join('|'))
    .join(', ')})`;

const unknownLayout = (message: string, ...options: OptionName[]): SessionAdminError =>
  new SessionAdminError('LAYOUT_UNKNOWN', message, { options });
