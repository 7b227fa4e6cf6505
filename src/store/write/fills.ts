import { randomUUID } from 'node:crypto';
import type { Column } from '../../database/table.js';
import type { Fill } from '../../layouts/contract.js';
import { instantFormat } from '../../layouts/finding/instant-format.js';
import { alphabetId, digits, lower, upper } from '../../layouts/ids.js';
import { columnOf, fold } from '../../layouts/finding/match.js';
import type { Written } from './columns.js';
import type { Target } from '../target.js';

/** Names, folded, of columns that say when a row was made. */
const made = new Set(
  (
    'created createdat createdon createdtime createddate createtime createdate creationtime creationdate ' +
    'timecreated datecreated dateadded addedat insertedat insertedon issuedat startedat starttime ' +
    'loginat logintime loggedinat authenticatedat'
  ).split(' '),
);

/** Names, folded, of columns that say when it was last written or used. */
const touched = new Set(
  (
    'updated updatedat updatedon updatedtime updateddate updatetime lastupdate lastupdated lastupdatedat ' +
    'modified modifiedat modifiedon timemodified datemodified lastmodified lastmodifiedat ' +
    'lastseen lastseenat seenat lastactivity lastactivityat lastactive lastactiveat lastused lastusedat ' +
    'lastaccess lastaccessat lastaccessed lastaccessedat accessedat refreshedat touchedat'
  ).split(' '),
);

/** Returns what a new row gets besides the session: what the layout fills goes before a guess by name. */
export async function fillsOf(target: Target): Promise<Written[]> {
  const own = target.table.layout.fills.flatMap((fill) => filled(fill, target) ?? []);
  return [...own, ...(await namedFills(target))];
}

function filled(
  { column: name, with: what, replace }: Fill,
  { table, clock, database: { dialect } }: Target,
): Written | null {
  const column = columnOf(table.columns, name);
  if (column === null) return null;
  const common = { column, name: dialect.quote(column.name), kind: 'text', replace } as const;
  const write = (sql: string): string => dialect.fromText(sql, column.type);
  if (typeof what === 'object') return { ...common, write, value: () => what.text };
  switch (what) {
    case 'null':
      return { ...common, write, value: () => null };
    case 'key':
      return column.type.includes('int') ? null : { ...common, write, value: ({ token }) => token };
    case 'user':
      return { ...common, write, value: ({ user }) => user ?? '' };
    case 'random':
      // Whole numbers are the database's to count.
      return column.type.includes('int')
        ? null
        : { ...common, write, value: () => randomId(column) };
    case 'expiry':
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
        value: ({ expiry }) => format.value(what === 'now' ? clock.now() : expiry),
      };
    }
  }
}

/**
 * What a new row gets in columns that must have a value, that the database does not fill and no
 * layout speaks of, where their names say what it is: an id of its own, or the time.
 */
async function namedFills(target: Target): Promise<Written[]> {
  const { table, database } = target;
  const ruled = table.where.map((rule) => rule.column);
  const used = [table.token, table.data, table.expiryColumn, table.user, table.revoked, ...ruled];
  const fills: Written[] = [];
  for (const column of table.columns) {
    if (column.nullable || column.filled || used.includes(column)) continue;
    const name = fold(column.name);
    const common = { column, name: database.dialect.quote(column.name), kind: 'text' } as const;
    if (name === 'id' && isText(column)) {
      const write = (sql: string): string => database.dialect.fromText(sql, column.type);
      fills.push({ ...common, write, value: () => randomId(column), replace: false });
    } else if (made.has(name) || touched.has(name)) {
      const format = await instantFormat(
        database,
        table.sql.table,
        column,
        table.layout.expiry.form,
      );
      if (format === null) continue;
      fills.push({
        ...common,
        write: (sql) => format.write(sql),
        value: () => format.value(target.clock.now()),
        replace: touched.has(name),
      });
    }
  }
  return fills;
}

const isText = ({ type }: Column): boolean => /char|text|uuid|clob/.test(type);

const randomId = ({ type }: Column): string => {
  const most = Number(/\((\d+)\)/.exec(type)?.[1] ?? 32);
  return type === 'uuid' ? randomUUID() : alphabetId(digits + upper + lower, Math.min(most, 32));
};
