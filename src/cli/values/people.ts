import type { PeopleColumns } from '../../index.js';
import { UsageError } from '../usage.js';

/** A table, which may hold a colon, and `part=column` behind the last one that such a list follows. */
const form = /^(.+):\s*((?:id|name)\s*=.*)$/s;

/**
 * Reads `table:id=column,name=column`, with `name=` once for each column that users log in with;
 * `none` is no table.
 */
export function parsePeople(text: string): PeopleColumns | false {
  if (text === 'none') return false;
  const [, table, list] = form.exec(text) ?? [];
  if (table === undefined || list === undefined) throw expected();
  const parts = list.split(',').map((item) => {
    const split = item.indexOf('=');
    return { part: item.slice(0, split).trim(), column: item.slice(split + 1).trim() };
  });
  const columns = (name: string): string[] =>
    parts.flatMap(({ part, column }) => (part === name && column !== '' ? [column] : []));
  const [id, ...others] = columns('id');
  const names = columns('name');
  const isWhole = 1 + names.length === parts.length && names.length > 0;
  if (id === undefined || others.length > 0 || !isWhole) throw expected();
  return { table, id, names };
}

const expected = (): UsageError =>
  new UsageError('expected table:id=column,name=column, with name= once or more, or none');
