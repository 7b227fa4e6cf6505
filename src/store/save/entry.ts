import type { Column } from '../../database/table.js';
import type { Stored } from '../../database/whole.js';
import { parseBase64 } from '../../codecs/reading/base64.js';
import { SessionAdminError } from '../../errors.js';
import type { Json, JsonObject } from '../../session.js';
import type { SavedRow, SavedSession } from './contract.js';

/** What of a saved session goes back besides its token and payload. */
export type Saved = Pick<SavedSession, 'row' | 'along' | 'cell'>;

/**
 * Reads it from a line's object; undefined where that is no saved session. Throws `INVALID_ARGUMENT`
 * for one that was changed into something else; nothing of it is in the message.
 */
export function savedIn(line: JsonObject): Saved | undefined {
  const { row, along, cell } = ownOf(line);
  if (row === undefined) return undefined;
  return {
    row: rowOf(row),
    ...(along !== undefined && { along: tablesOf(along) }),
    ...(cell !== undefined && { cell: placeOf(cell) }),
  };
}

const ownOf = (line: JsonObject): Partial<Record<'row' | 'along' | 'cell', Json>> =>
  Object.fromEntries(Object.entries(line).filter(([name]) => /^(?:row|along|cell)$/.test(name)));

function tablesOf(along: Json): Record<string, SavedRow[]> {
  const tables = Object.entries(objectIn(along, 'its along'));
  return Object.fromEntries(
    tables.map(([name, rows]) => {
      if (!Array.isArray(rows)) throw notSaved('its along has no rows of a table');
      return [name, rows.map(rowOf)];
    }),
  );
}

const rowOf = (row: Json): SavedRow =>
  Object.fromEntries(
    Object.entries(objectIn(row, 'its row')).map(([name, value]) => [name, valueOf(value)]),
  );

function placeOf(cell: Json): number {
  if (typeof cell === 'number' && Number.isSafeInteger(cell) && cell >= 0) return cell;
  throw notSaved('its cell is no place from 0');
}

function valueOf(value: Json): SavedRow[string] {
  if (value === null || typeof value === 'string' || isWhole(value)) return value;
  if (typeof value === 'object' && !Array.isArray(value)) {
    const [[kind, held] = [], ...more] = Object.entries(value);
    if (more.length === 0 && isStored(kind, held)) return value as unknown as Stored;
  }
  throw notSaved('a value of its row is none that a saved row has');
}

const isWhole = (value: Json): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));

function isStored(kind: string | undefined, held: Json | undefined): boolean {
  switch (kind) {
    case 'raw':
      return held === 'text' || held === 'bytes';
    case 'real':
      return typeof held === 'number' || held === '+Inf' || held === '-Inf';
    case 'bytes':
    case 'text':
      return parseBase64(held) !== null;
    default:
      return false;
  }
}

function objectIn(value: Json, what: string): JsonObject {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw notSaved(`${what} is no object`);
}

/** Throws where a saved row has columns that its table has not. */
export function refuseStrange(row: SavedRow, columns: readonly Column[], table: string): void {
  const strange = Object.keys(row).find((name) => !columns.some((one) => one.name === name));
  if (strange !== undefined)
    throw notSaved(`the table ${table} has no column ${strange}, which its row has`);
}

/** Why something is no saved session of this table's; nothing of it is in the message. */
export const notSaved = (what: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', what);
