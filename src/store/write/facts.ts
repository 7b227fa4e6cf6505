import type { Column } from '../../database/table.js';
import { factNames, type FactName } from '../../layouts/facts.js';
import { instantFormat } from '../../layouts/finding/instant-format.js';
import type { Target } from '../target.js';
import { ownColumns, type Written } from './columns.js';
import type { Entry } from './entry.js';

/** The column of a fact, as an entry's own is written there. */
export interface WrittenFact extends Written {
  readonly fact: FactName;
}

/** The facts that an entry says. */
export const factsSaid = (entry: Entry): FactName[] =>
  factNames.filter((fact) => (entry[fact] ?? null) !== null);

/** Returns the columns that facts are written into: not those that say them by another part of a session. */
export async function factColumnsOf(target: Target): Promise<WrittenFact[]> {
  const own = ownColumns(target);
  const written: WrittenFact[] = [];
  for (const fact of factNames) {
    const { column = null, beside = null } = target.table.facts[fact] ?? {};
    if (column === null || beside !== null || own.includes(column)) continue;
    const ways =
      fact === 'ip' || fact === 'agent'
        ? asText(fact, column, target)
        : await asInstant(fact, column, target);
    if (ways === null) continue;
    const name = target.database.dialect.quote(column.name);
    written.push({ fact, column, name, replace: true, ...ways });
  }
  return written;
}

type Ways = Pick<Written, 'kind' | 'write' | 'value'>;

/** As the rows that are there have it, else as the layout writes instants. */
async function asInstant(
  fact: 'created' | 'lastSeen',
  column: Column,
  { database, table }: Target,
): Promise<Ways | null> {
  const { expiry, facts } = table.layout;
  const form = { ...expiry.form, naive: facts[fact].naive ?? expiry.form.naive };
  const format = await instantFormat(database, table.sql.table, column, form);
  return (
    format && {
      kind: 'text',
      write: (sql) => format.write(sql),
      value: (entry) => format.value(entry[fact] ?? null),
    }
  );
}

function asText(fact: 'ip' | 'agent', { type }: Column, { database: { dialect } }: Target): Ways {
  const of = (entry: Entry): string | null => entry[fact] ?? null;
  if (/blob|binary/.test(type)) {
    const value = (entry: Entry): Buffer | null => {
      const text = of(entry);
      return text === null ? null : Buffer.from(text);
    };
    return { kind: 'bytes', write: (sql) => sql, value };
  }
  return { kind: 'text', write: (sql) => dialect.fromText(sql, type), value: of };
}
