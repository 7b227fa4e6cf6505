import type { Dialect } from '../database/contract.js';
import type { BoundTable } from './contract.js';

/** Whether a table's payloads are stored as bytes or as text. */
export function payloadKind(
  { data, layout }: BoundTable,
  { looseTypes }: Pick<Dialect, 'looseTypes'>,
): 'bytes' | 'text' {
  if (data !== null && /blob|bytea|binary/.test(data.type)) return 'bytes';
  return looseTypes && layout.payload?.bytes ? 'bytes' : 'text';
}
