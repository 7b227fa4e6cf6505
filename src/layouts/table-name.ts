import type { Dialect } from '../database/contract.js';
import type { TableName } from '../database/table.js';
import { SessionAdminError } from '../errors.js';

/** A name as it is, or in double quotes as SQL has it: then it may hold a dot. */
const part = /^(?:"((?:[^"]|"")+)"|([^".][^.]*))(?:\.|$)/;

/** Reads `name` or `schema.name`, letter by letter as the database has it. */
export function parseTableName(text: string): TableName {
  const names: string[] = [];
  for (let rest = text, more = true; more;) {
    const found = part.exec(rest);
    if (!found) throw invalid();
    names.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    more = found[0].endsWith('.');
    rest = rest.slice(found[0].length);
  }
  const [first, second, third] = names;
  if (first === undefined || third !== undefined) throw invalid();
  return second === undefined ? { schema: null, name: first } : { schema: first, name: second };
}

const invalid = (): SessionAdminError =>
  new SessionAdminError(
    'INVALID_ARGUMENT',
    'a table is given as `name` or `schema.name`; a name with a dot in it stands in double quotes',
  );

/** A table's name as it stands in a statement. */
export const quoteTable = (
  { schema, name }: TableName,
  { quote }: Pick<Dialect, 'quote'>,
): string => (schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`);
