import type { Database } from '../../database/database.js';
import { renamedBy, type LayoutChoice } from './candidates.js';
import { bindTable } from './bind.js';
import type { Found } from './find.js';
import { columnOf, fold, isNumber, matchColumns } from './match.js';
import { formOfRows } from './as-rows.js';
import { quoteTable } from '../table-name.js';
import { inUsualCodec, rowsProve } from './proof.js';
import { layouts } from '../registry.js';
import { sample } from './sample.js';
import type { Layout } from '../contract.js';
import type { LayoutName } from '../../session.js';

type Columns = NonNullable<LayoutChoice['columns']>;

/** A known layout, and what of a table's columns its application has renamed. */
export interface Renamed {
  readonly layout: LayoutName;
  readonly columns: Columns;
}

/**
 * Finds the known system whose payloads or keys a table's rows have, under names of its own; null where
 * none is proven, or several are whose cookies or payloads differ.
 */
export async function renamedColumns(
  database: Database,
  found: Found,
  { columns, isLastUse }: { columns: Columns; isLastUse: boolean },
): Promise<Renamed | null> {
  const told = await toldForm(database, found, columns.expiry);
  const fitting: (Renamed & { of: Layout; isUsual: boolean })[] = [];
  for (const of of Object.values(layouts).flat()) {
    const { payload, cell, expiry, columns: own } = of;
    const ends = own.expiry.length > 0 && expiry.lifetimeMs > 0 === isLastUse;
    if (payload === null || cell !== null || !ends || own.data.length === 0) continue;
    if (told !== null && countedIn(expiry.form[told.by]) !== countedIn(told.form[told.by]))
      continue;
    const parts = Object.entries(columns).filter(([part, name]) => !isOwn(of, part, name));
    const others = Object.fromEntries(parts) as Columns;
    const match = matchColumns(renamedBy(of, others), found.columns, database.dialect, true);
    if ('missing' in match) continue;
    const bound = await bindTable(database, found, match, { isNamed: true });
    if ('unread' in bound) continue;
    const rows = await sample(database, bound);
    if (!rowsProve(bound, rows)) continue;
    fitting.push({ layout: of.name, columns: others, of, isUsual: inUsualCodec(payload, rows) });
  }
  // What a system writes on one database alone, another may write on all.
  const usual = fitting.filter(({ isUsual }) => isUsual);
  const [first, ...rest] = usual.length > 0 ? usual : fitting;
  if (first === undefined) return null;
  const isAlike = ({ of: { cookie, payload } }: { of: Layout }): boolean =>
    cookie === first.of.cookie && payload?.codecs[0] === first.of.payload?.codecs[0];
  return rest.every(isAlike) ? first : null;
}

/** How the rows write their end, where its column's type leaves that open. */
async function toldForm(database: Database, { table, columns }: Found, name: string | undefined) {
  const { dialect } = database;
  const column = name === undefined ? null : columnOf(columns, name);
  if (column === null || (!dialect.looseTypes && !isNumber(column.type))) return null;
  const form = { sqlite: 'seconds', integer: 'seconds', naive: 'utc', toldBy: 'rows' } as const;
  const place = { expiry: dialect.quote(column.name), type: column.type };
  const told = await formOfRows(form, { table: quoteTable(table, dialect), ...place }, database);
  return { form: told, by: dialect.looseTypes ? ('sqlite' as const) : ('integer' as const) };
}

/** What a form counts; null for texts, which tell their form row by row. */
const countedIn = (form: string | null): string | null =>
  form === 'seconds' || form === 'milliseconds' || form === 'julian' ? form : null;

/** Whether a layout finds the column of a part by itself. */
function isOwn({ columns, facts }: Layout, part: string, name: string): boolean {
  const names: Readonly<Record<string, readonly string[]>> = {
    token: columns.token,
    data: columns.data,
    expiry: columns.expiry,
    user: columns.user,
    created: facts.created.columns,
    ip: facts.ip.columns,
    agent: facts.agent.columns,
  };
  return names[part]?.some((one) => fold(one) === fold(name)) ?? false;
}
