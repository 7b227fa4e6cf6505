import type { Column, TableName } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import { textShortcut } from '../../database/many-rows.js';
import type { Layout } from '../contract.js';
import type { BoundFact, BoundFacts, FactRule, Told } from '../facts.js';
import type { End } from './bind-end.js';
import { instantFormat } from './instant-format.js';
import { withBeside } from './facts-beside.js';
import { firstOf, type Match } from './match.js';

/** What of a table its facts are found by. */
interface Place {
  /** Its name, and quoted. */
  readonly name: TableName;
  readonly table: string;
  readonly columns: readonly Column[];
  /** How the end of a session follows, and how much later that mostly is than its last use. */
  readonly end: End;
  readonly lifetimeMs: number;
  /** How long a session may be idle, where the layout tells its last use by that; null for unsaid. */
  readonly idleMs: number | null;
}

/** Finds the facts that a table has. */
export async function bindFacts(
  database: Database,
  match: Match,
  place: Place,
): Promise<BoundFacts> {
  const { facts } = match.layout;
  const created = await instant(database, match, place, facts.created);
  const lastSeen = await instant(database, match, place, facts.lastSeen);
  // What a lifetime is added to is the last use, unless that column is known to be another thing.
  const isBase = place.lifetimeMs > 0 && created?.column !== match.expiry;
  const own = {
    created,
    lastSeen:
      lastSeen ??
      (isBase ? beforeLifetime(database, match.expiry, place) : byIdling(match.layout, place)),
    ip: text(database, place, facts.ip),
    agent: text(database, place, facts.agent),
  };
  const { along } = match.layout;
  return along.some((rule) => rule.facts) ? withBeside(database, match, place, own) : own;
}

async function instant(
  database: Database,
  { layout, expiry }: Match,
  place: Place,
  { columns, told, naive }: FactRule<Date>,
): Promise<BoundFact<Date> | null> {
  const column = firstOf(place.columns, columns);
  if (column === null) return onlyTold(told);
  if (column === expiry) return beforeLifetime(database, column, place);
  const { form: usual } = layout.expiry;
  const form = { ...usual, naive: naive ?? usual.naive };
  const format = database.dialect.looseTypes
    ? // Each row is read by what it is.
      database.dialect.expiryFormat(column.type, { ...form, toldBy: 'rows' })
    : await instantFormat(database, place.table, column, form);
  if (format === null) return onlyTold(told);
  const sql = database.dialect.quote(column.name);
  return {
    column,
    sql: format.millis(sql),
    shortcut: format.fromText && textShortcut(sql, format.fromText),
    told: null,
    beside: null,
    byEnd: false,
  };
}

/** The instant that the column of the expiry has itself. */
function beforeLifetime(
  { dialect }: Database,
  column: Column | null,
  { end, lifetimeMs }: Place,
): BoundFact<Date> | null {
  if (column === null) return null;
  return {
    column,
    sql: end.base.millis(dialect.quote(column.name)),
    shortcut: null,
    told: end.isPlain ? (row) => row.expiry && new Date(row.expiry.getTime() - lifetimeMs) : null,
    beside: null,
    byEnd: true,
  };
}

function byIdling({ facts: { lastUse } }: Layout, { idleMs }: Place): BoundFact<Date> | null {
  if (lastUse === null || idleMs === null) return null;
  const told = onlyTold((row: Told) => lastUse(row, idleMs));
  return told && { ...told, byEnd: true };
}

function text(
  { dialect }: Database,
  place: Place,
  { columns, told }: FactRule<string>,
): BoundFact<string> | null {
  const column = firstOf(place.columns, columns);
  if (column === null) return onlyTold(told);
  const sql = dialect.asText(dialect.quote(column.name), column.type);
  return { column, sql, shortcut: null, told: null, beside: null, byEnd: false };
}

const onlyTold = <Value>(told: FactRule<Value>['told']): BoundFact<Value> | null =>
  told && { column: null, sql: null, shortcut: null, told, beside: null, byEnd: false };
