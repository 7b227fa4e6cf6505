import type { Session } from '../../index.js';
import { relative } from '../values/duration.js';
import type { Paint, Palette } from './palette.js';

const soon = 10 * 60 * 1000;

/** An expiry that is missing beside an error could not be read: that is not `never`. */
export function relativeExpiry({ expiry, error, state }: Session, now: Date): string {
  // Logged out, and its row kept; or one that its framework takes no longer.
  if (state === 'expired' && error === null && (expiry === null || expiry > now)) return 'ended';
  return expiry === null && error !== null ? 'unknown' : relative(expiry, now);
}

/** Colours an expiry by how near it is. */
export function expiryPaint(session: Session, now: Date, palette: Palette): Paint {
  if (session.state === 'expired') return palette.expired;
  if (session.expiry === null) return palette.plain;
  return session.expiry.getTime() - now.getTime() < soon ? palette.soon : palette.plain;
}
