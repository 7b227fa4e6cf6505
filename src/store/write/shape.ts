import type { ForeignKey } from '../../database/table.js';
import type { Misfit } from '../../database/fits.js';
import type { Target } from '../target.js';
import { columnsOf, type Written } from './columns.js';
import type { Entry } from './entry.js';
import { factsSaid, type WrittenFact } from './facts.js';
import { isOn, type UniqueIndex } from './unique.js';

/** How sessions with values for the same columns are written. */
export interface Shape {
  readonly columns: readonly Written[];
  /** Those that take not every value, with what tells. */
  readonly checks: readonly (Written & { readonly misfit: Misfit })[];
  /** The columns that must have a value, and of which a new row would get none. */
  readonly missing: readonly string[];
  /** Whether an INSERT may be left to find the row that it replaces. */
  readonly inPlace: boolean;
  /** What such an INSERT says of the row that is there. */
  readonly replacing: string;
}

/** What is known of a table before anything is written into it. */
export interface Ground {
  readonly indexes: readonly UniqueIndex[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly facts: readonly WrittenFact[];
  readonly fills: readonly Written[];
}

/** Returns the name of an entry's shape: equal for entries that are written into the same columns. */
export const shapeName = (entry: Entry): string => {
  const { user, set } = entry;
  const names = set === undefined ? '' : JSON.stringify(Object.keys(set));
  return (user === undefined ? '' : 'user ') + factsSaid(entry).join() + names;
};

/** Returns the shape of an entry. */
export function shapeOf(target: Target, entry: Entry, { indexes, facts, fills }: Ground): Shape {
  const said = factsSaid(entry);
  const told = facts.filter(({ fact }) => said.includes(fact));
  const columns = columnsOf(target, entry, [...told, ...fills]);
  const missing = missingIn(target, columns);
  const { database, table } = target;
  return {
    columns,
    checks: checksOf(target, columns),
    missing,
    // What is no session would be taken for one's row.
    inPlace:
      missing.length === 0 && table.where.length === 0 && findsItsRow(target, columns, indexes),
    replacing: database.dialect.onConflictReplace(
      table.sql.token,
      columns.filter(({ replace }) => replace).map(({ name }) => name),
    ),
  };
}

function missingIn({ table }: Target, columns: readonly Written[]): string[] {
  const written = new Set(columns.map(({ column }) => column.name));
  return table.columns
    .filter(({ name, nullable, filled }) => !nullable && !filled && !written.has(name))
    .map(({ name }) => name);
}

function checksOf({ database, table }: Target, columns: readonly Written[]): Shape['checks'] {
  return columns.flatMap((written) => {
    // Bytes are on their way as digits.
    if (written.column === table.token && table.key.kind === 'bytes') return [];
    const misfit = database.dialect.fits(written.column.type);
    return misfit === null ? [] : [{ ...written, misfit }];
  });
}

/** Whether the row that the database takes for a token's can be no other than its own. */
function findsItsRow(
  { database, table }: Target,
  columns: readonly Written[],
  indexes: readonly UniqueIndex[],
): boolean {
  const own = indexes.filter((index) => isOn(index, table.token.name));
  if (!own.some(({ whole }) => whole) || !own.every(({ exact }) => exact)) return false;
  if (!database.dialect.replacesByAnyIndex) return true;
  /** Whether the database counts what is unique there, so that no new row has what another one has. */
  const isCounted = ({ columns: [name, ...more] }: UniqueIndex): boolean => {
    const column = table.columns.find((one) => one.name === name);
    return (
      more.length === 0 &&
      column?.filled === true &&
      column.type.includes('int') &&
      !columns.some((written) => written.column.name === name)
    );
  };
  return indexes.every((index) => own.includes(index) || isCounted(index));
}
