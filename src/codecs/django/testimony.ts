import { bufferOf } from '../reading/reader.js';
import { contentOf } from './decode.js';
import { fromBase62 } from './signature.js';

/** What a payload tells of its session's time. */
export interface Lifetime {
  /** The second in which it was signed, which is when it was written. */
  written: Date;
  /** The milliseconds that the session was given; null where it has the application's usual age. */
  ageMs: number | null;
}

const ageKey = '_session_expiry';

/**
 * Returns what a signed payload tells; null for one from before 3.1, which has no time, and for one
 * whose session ends at an instant of the application's own.
 *
 * Source: django/core/signing.py (TimestampSigner, b62_encode), django/contrib/sessions/backends/base.py
 * (set_expiry, get_expiry_age).
 */
export function djangoLifetime(payload: Uint8Array): Lifetime | null {
  const written = djangoWritten(payload);
  const age = written === null ? undefined : ageOf(bufferOf(payload));
  return written === null || age === undefined ? null : { written, ageMs: age };
}

/** Gives the second in which a payload was signed; null for one from before 3.1. */
export function djangoWritten(payload: Uint8Array): Date | null {
  const bytes = bufferOf(payload);
  const start = bytes.indexOf(':');
  const end = bytes.indexOf(':', start + 1);
  if (start < 0 || end < 0) return null;
  const seconds = fromBase62(bytes.toString('latin1', start + 1, Math.min(end, start + 12)));
  return seconds === null ? null : new Date(seconds * 1000);
}

/** Milliseconds, null for the usual age; undefined where it cannot be told. */
function ageOf(payload: Buffer): number | null | undefined {
  try {
    const content = contentOf(payload);
    if (!content.includes(ageKey)) return null;
    const data: unknown = JSON.parse(content.toString('latin1'));
    const age: unknown =
      typeof data === 'object' && data !== null && Object.hasOwn(data, ageKey)
        ? Object.entries(data).find(([key]) => key === ageKey)?.[1]
        : null;
    if (age === null || age === 0) return null;
    return typeof age === 'number' ? age * 1000 : undefined;
  } catch {
    // A pickle, or damaged: another row tells.
    return undefined;
  }
}
