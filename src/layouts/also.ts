/** Rows of one person, in a table that the framework has besides its sessions. */
export interface TheirRows {
  /**
   * Which table: that of the sessions, whose other rows they are; that of the users; or one by its
   * name, in which a star at the beginning stands for the prefix of the sessions' table.
   */
  readonly at: 'sessions' | 'people' | { readonly table: string };
  /** Its column that says whose a row is; of the table of users it is the id. */
  readonly user?: string;
  /** The column of the table of users that has the same, where that is not the id. */
  readonly by?: string;
  /** What else must hold of a row. */
  readonly where?: readonly PartRule[];
}

/** What a column holds: one of some texts, a text that begins so, or where nothing is said any value. */
export interface PartRule {
  readonly column: string;
  readonly is?: readonly string[];
  readonly begins?: string;
}

/** What lets a person in again once the sessions are gone, and is ended with them by a lockout. */
export interface AlsoRule extends TheirRows {
  /** What it is, for people, in plural. */
  readonly what: string;
  /** The columns that are set to NULL, as many of them as are there; left out, the rows are deleted. */
  readonly clears?: readonly string[];
  /** The column with the token of the session that a row belongs to: with that it is kept. */
  readonly session?: string;
}

/** Why a rule would end more than it should, in words; null where it would not. */
export function tooMuchOf({ at, user, where = [], clears = [] }: AlsoRule): string | null {
  if (at === 'people') return clears.length > 0 ? null : 'of users columns are cleared: name them';
  if (at === 'sessions') {
    return where.length > 0 ? null : 'where is missing: what tells its rows from sessions';
  }
  return user === undefined ? 'user is missing: the column that says whose a row is' : null;
}

/** What takes a person for logged in even then. */
export interface LivesOnRule {
  /** What, and until when, in words. */
  readonly text: string;
  /** What ends it sooner, in words. */
  readonly end?: string;
  /** Rows without which it is not there. */
  readonly rows?: TheirRows;
  /** How its use is seen, and what it means for a deletion. */
  readonly cache?: CacheRule;
}

/** A table in which sessions live on that were deleted. */
export interface CacheRule {
  /** What people call what keeps it. */
  readonly what: string;
  /** Its columns, as a layout's are named: of an entry's key and of its end. */
  readonly key: string;
  readonly until: string;
  /** What stands in the key of a session. */
  readonly mark: string;
}

/** A sentence about what lives on, with what ends it. */
export const livesOnText = ({ text, end }: LivesOnRule): string =>
  end === undefined ? text : `${text}: ${end}`;

/** What outlives the deletion of sessions alone, in words; null where nothing is known that would. */
export function caveatOf({
  also,
  livesOn,
}: {
  readonly also: readonly AlsoRule[];
  readonly livesOn: readonly LivesOnRule[];
}): string | null {
  const all = [
    ...also.map(({ what }) => `${what} let their user in again`),
    ...livesOn.filter(({ rows }) => rows === undefined).map(livesOnText),
  ];
  return all.length === 0 ? null : all.join('; ');
}
