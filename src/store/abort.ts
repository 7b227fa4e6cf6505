import { SessionAdminError } from '../errors.js';

/** Throws `ABORTED` where the caller's signal has fired. */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SessionAdminError('ABORTED', 'stopped before the end');
}
