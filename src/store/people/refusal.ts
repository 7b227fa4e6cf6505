import type { Database } from '../../database/database.js';
import type { Column, TableName } from '../../database/table.js';
import { SessionAdminError } from '../../errors.js';
import { show } from '../../layouts/refusal.js';

const mostNamed = 10;

const list = (names: readonly string[]): string =>
  names.slice(0, mostNamed).join(', ') +
  (names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '');

const refused = (message: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', message, { options: ['people'] });

/** The table that was named is not there; those whose names speak of people come first. */
export async function noSuchTable(database: Database, name: TableName): Promise<SessionAdminError> {
  const listed = await database.select<{ name: string }>(database.dialect.listTables());
  const names = listed.map((table) => table.name);
  const isLikely = (one: string): boolean => /user|account|people|member|customer/i.test(one);
  const there = [...names.filter(isLikely), ...names.filter((one) => !isLikely(one))];
  return refused(
    `there is no table of users ${show(name)} in ${database.title}: it has ${list(there)}`,
  );
}

export const noSuchColumn = (
  table: TableName,
  column: string,
  columns: readonly Column[],
): SessionAdminError =>
  refused(
    `the table of users ${show(table)} has no column ${column}: it has ${list(columns.map(({ name }) => name))}`,
  );

export const notText = (table: TableName, column: string): SessionAdminError =>
  refused(`the column ${column} of ${show(table)} is no text, and so no name: name another`);

/** A text that several users log in with, or that is one user's id and what another logs in with. */
export function ambiguous(
  text: string,
  table: string,
  users: readonly { id: string; name: string | null }[],
  isId: boolean,
): SessionAdminError {
  const shown = list(users.map(({ id, name }) => (name === null ? id : `${id} (${name})`)));
  if (!isId) {
    return new SessionAdminError(
      'INVALID_ARGUMENT',
      `${text} is the login of ${users.length} users of ${table}: ${shown}: give the id`,
    );
  }
  return refused(
    `${text} is an id, and the login of another user of ${table}: ${shown}: give that id, ` +
      `or, if ${text} is the id, ask no table of users`,
  );
}
