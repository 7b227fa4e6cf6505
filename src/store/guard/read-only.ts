import { SessionAdminError } from '../../errors.js';
import type { Target } from '../target.js';

/** Throws `PAYLOAD_UNENCODABLE` where only the application itself can add a session. */
export function refuseAdding({ table: { layout } }: Target): void {
  if (layout.readOnly === null) return;
  throw new SessionAdminError('PAYLOAD_UNENCODABLE', `${layout.title}: ${layout.readOnly}`);
}
