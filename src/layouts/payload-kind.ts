import type { Dialect } from '../database/contract.js';
import type { BoundTable } from './contract.js';

/** Whether a table's payloads are stored as bytes or as text. */
export function payloadKind(
  { data, layout }: BoundTable,
  { name }: Pick<Dialect, 'name'>,
): 'bytes' | 'text' {
  if (data !== null && /blob|bytea|binary/.test(data.type)) return 'bytes';
  // SQLite's columns hold either, whatever they say.
  return name === 'sqlite' && layout.payload?.bytes ? 'bytes' : 'text';
}
