import { isUtf8 } from 'node:buffer';
import type { Stored } from '../../database/whole.js';
import { plainReader } from '../row.js';
import type { Row } from '../row-columns.js';
import type { Target } from '../target.js';
import type { SavedRow, SavedSession } from './contract.js';

/**
 * Returns what makes a session to save of its row, and of what stands in all its columns. Payloads are
 * decoded where they alone tell whose it is; `columns` are those that were asked for besides.
 */
export function savedReader(
  target: Target,
  columns: readonly string[] = [],
): (row: Row, stored: Record<string, Stored>) => SavedSession {
  const { table, clock } = target;
  const decode = table.user === null && table.layout.payload !== null;
  const read = plainReader(target, { decode, facts: false, columns }, clock.now());
  const column = table.layout.cell === null ? (table.data?.name ?? null) : null;
  return (row, stored) => {
    const { raw, place } = payloadIn(column === null ? null : (stored[column] ?? null));
    const data = column === null ? row.data : raw === null ? null : Buffer.from(raw, 'base64');
    const { token, user, state, expiry } = read({ ...row, data });
    return {
      token,
      user,
      state,
      expiry: expiry?.toISOString() ?? null,
      size: Buffer.isBuffer(data) ? data.length : 0,
      raw: Buffer.isBuffer(data) ? data.toString('base64') : null,
      row: column === null ? stored : { ...stored, [column]: place },
    };
  };
}

/** A payload's bytes, in base64, and what stands in their place in its row. */
function payloadIn(stored: Stored): { raw: string | null; place: SavedRow[string] } {
  if (stored === null) return { raw: null, place: null };
  if (typeof stored === 'object' && 'bytes' in stored)
    return { raw: stored.bytes, place: { raw: 'bytes' } };
  const text = typeof stored === 'object' && 'text' in stored;
  if (text) return { raw: stored.text, place: { raw: 'text' } };
  if (typeof stored !== 'string') return { raw: null, place: stored };
  return { raw: Buffer.from(stored).toString('base64'), place: { raw: 'text' } };
}

/** A saved row as it stood in its table; the payload comes by itself. */
export const storedRow = (row: SavedRow, data: Uint8Array | null): Record<string, Stored> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, storedIn(value, data)]));

function storedIn(value: SavedRow[string], data: Uint8Array | null): Stored {
  if (value === null || typeof value !== 'object' || !('raw' in value)) return value;
  const bytes = Buffer.from(data ?? []);
  if (value.raw === 'bytes') return { bytes: bytes.toString('base64') };
  return isUtf8(bytes) ? bytes.toString() : { text: bytes.toString('base64') };
}
