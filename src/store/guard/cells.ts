import { SessionAdminError } from '../../errors.js';
import type { Target } from '../target.js';

/** Throws `PAYLOAD_UNENCODABLE` where sessions share cells: what adds one is the application's own. */
export function refuseCells({ table: { layout } }: Target): void {
  if (layout.cell === null) return;
  throw new SessionAdminError(
    'PAYLOAD_UNENCODABLE',
    `${layout.title}: ${layout.payload?.readOnly ?? 'no session is added'}`,
  );
}
