import type { Column, TableName } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import { failureKind } from '../../database/failures.js';
import { namesOfAlong, type AlongRule } from '../along.js';
import type { BoundFact, BoundFacts, FactName } from '../facts.js';
import { quoteTable } from '../table-name.js';
import { instantFormat } from './instant-format.js';
import { columnOf, type Match } from './match.js';

/** The sessions' table: its name, and quoted, and its columns. */
interface Place {
  readonly name: TableName;
  readonly table: string;
  readonly columns: readonly Column[];
}

/** A fact's column in a table beside, and SQL for what it has of a session's row. */
interface Found {
  readonly column: Column;
  readonly sql: string;
}

/**
 * The facts of a table with those that another table has of its sessions, where it may be read. Of two
 * last uses the later one counts, as far as the row itself tells one.
 */
export async function withBeside(
  database: Database,
  { layout }: Match,
  place: Place,
  own: BoundFacts,
): Promise<BoundFacts> {
  let facts = own;
  for (const rule of layout.along) {
    const found = await factsIn(database, layout.expiry.form, rule, place);
    const of = (name: FactName): BoundFact<never> | null => {
      const there = found.get(name);
      return there === undefined ? null : besideOnly(there);
    };
    const seen = found.get('lastSeen');
    const { lastSeen } = facts;
    facts = {
      created: facts.created ?? of('created'),
      lastSeen:
        lastSeen?.told && lastSeen.sql === null && seen
          ? { ...lastSeen, beside: seen.sql }
          : (lastSeen ?? of('lastSeen')),
      ip: facts.ip ?? of('ip'),
      agent: facts.agent ?? of('agent'),
    };
  }
  return facts;
}

const besideOnly = ({ column, sql }: Found): BoundFact<never> => ({
  column,
  sql,
  shortcut: null,
  told: null,
  beside: sql,
  byEnd: false,
});

async function factsIn(
  database: Database,
  form: Match['layout']['expiry']['form'],
  rule: AlongRule,
  place: Place,
): Promise<ReadonlyMap<FactName, Found>> {
  const { dialect } = database;
  const { quote } = dialect;
  const found = new Map<FactName, Found>();
  const parent = columnOf(place.columns, rule.parent);
  for (const name of parent && rule.facts ? namesOfAlong(rule, place.name.name) : []) {
    const at = { schema: place.name.schema, name };
    const columns = await database.select<Column>(dialect.describe(at));
    const key = columnOf(columns, rule.column);
    if (key === null || parent === null) continue;
    const table = quoteTable(at, dialect);
    const ofRow = (sql: string): string =>
      `(SELECT ${sql} FROM ${table} AS beside WHERE beside.${quote(key.name)} = ${place.table}.${quote(parent.name)} LIMIT 1)`;
    for (const [fact, named] of Object.entries(rule.facts ?? {}) as [FactName, string][]) {
      const column = columnOf(columns, named);
      if (column === null) continue;
      const sql = `beside.${quote(column.name)}`;
      const isText = fact === 'ip' || fact === 'agent';
      const format = isText ? null : await instantFormat(database, table, column, form).catch(none);
      const value = isText ? dialect.asText(sql, column.type) : format?.millis(sql);
      if (value !== undefined) found.set(fact, { column, sql: ofRow(value) });
    }
    const asked = [...found.values()].map(({ sql }) => sql);
    if (asked.length > 0 && (await mayAsk(database, asked, place))) return found;
    found.clear();
  }
  return found;
}

/** Whether the database takes such a query: it may be forbidden, or compare what has two collations. */
async function mayAsk(
  database: Database,
  asked: readonly string[],
  { table }: Place,
): Promise<boolean> {
  const columns = asked.map((sql, i) => `${sql} AS f${i}`).join(', ');
  try {
    await database.select<object>({ sql: `SELECT ${columns} FROM ${table} WHERE 1 = 0` });
    return true;
  } catch (error) {
    none(error);
    return false;
  }
}

/** What a database does not let be asked is not there; that it does not answer is another matter. */
function none(error: unknown): null {
  const kind = failureKind(error);
  if (kind === 'unreachable' || kind === 'silent') throw error;
  return null;
}
