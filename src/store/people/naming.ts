import { SessionAdminError } from '../../errors.js';
import type { Session } from '../../session.js';

/** What gives sessions the names of their users; see `People`. */
export interface Naming {
  name(sessions: readonly Session[]): Promise<void>;
  /** Says why there are no names; null where there are. */
  info(): Promise<{ readonly why: string | null }>;
}

/**
 * Gives sessions the names that a filter decides by. Throws an `INVALID_ARGUMENT` where none are known:
 * nobody passes, or is deleted, because a table of users cannot be read.
 */
export async function nameForFilter(
  naming: Naming | null,
  sessions: readonly Session[],
): Promise<void> {
  if (sessions.length > 0) await naming?.name(sessions);
  const why = naming === null ? 'they are not asked for here' : (await naming.info()).why;
  if (why === null) return;
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `no names of users are known (${why}); a payload’s own field is data.name`,
    { options: ['people'] },
  );
}
