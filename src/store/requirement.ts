import type { Column } from '../database/table.js';
import type { Session } from '../session.js';

export type Bind = (value: unknown) => string;

/**
 * One thing that a filter requires of a session, and how the database helps to find those that have
 * it. Listing, counting, dry runs and deletions all go by it.
 */
export interface Requirement {
  /** A condition that holds at least for all sessions that meet it; null where no column tells. */
  readonly sql: ((bind: Bind) => string) | null;
  /** It holds for no others, so that rows need not be read to count them. */
  readonly exact: boolean;
  readonly meets: (session: Session) => boolean;
  /** The columns that it rests on where rows decide. */
  readonly columns: readonly Column[];
  /** Whether only the decoded payload decides; that may speak of the session's end too. */
  readonly payload: boolean;
  /** Whether the session's facts must be read for it. */
  readonly facts: boolean;
}
