import { oneLine } from './visible.js';

/** What went wrong, as a stable name that programs can test for. */
export type ErrorCode =
  /** An argument or option that the library cannot take. */
  | 'INVALID_ARGUMENT'
  /** A database that does not exist. */
  | 'DATABASE_MISSING'
  /** A table that does not exist. */
  | 'TABLE_MISSING'
  /** A table that no layout, or more than one, recognises. */
  | 'LAYOUT_UNKNOWN'
  /** A payload that the codec cannot read. */
  | 'PAYLOAD_UNDECODABLE'
  /** A value that the codec cannot write. */
  | 'PAYLOAD_UNENCODABLE'
  /** A token prefix that more than one session has. */
  | 'TOKEN_AMBIGUOUS'
  /** The database cannot be reached, or stayed locked: trying again may help. */
  | 'DATABASE_UNAVAILABLE'
  /** The database refused, for good. */
  | 'DATABASE_REFUSED'
  /** The database takes no writes: a replica, which may yet become the primary, or read-only. */
  | 'DATABASE_READ_ONLY'
  /** The database lacks an ability that the statement needs. */
  | 'DATABASE_UNSUPPORTED'
  /** The caller's AbortSignal fired. */
  | 'ABORTED';

/** What a caller can give: an option of `SequelizeStore.open`, of a call, or of an entry. */
export type OptionName =
  | 'database'
  | 'table'
  | 'layout'
  | 'layoutFile'
  | 'codec'
  | 'columns'
  | 'expiryFormat'
  | 'lifetime'
  | 'people'
  | 'anonymous'
  | 'secret'
  | 'cookieName'
  | 'grace'
  | 'trustExpiry'
  | 'data'
  | 'user'
  | 'set';

/** Options of a store with which a table that is of no known layout is most likely read. */
export interface Suggestion {
  readonly table: string;
  /** The known layout whose columns have other names here; null where none is told. */
  readonly layout: string | null;
  readonly columns: Readonly<Record<string, string>>;
  /** How the expiry is written, where its type does not say. */
  readonly expiryFormat: string | null;
  /** Whether its time is rather that of the last use: somebody must say how long a session lives. */
  readonly needsLifetime: boolean;
}

/**
 * The one error that this library throws (besides RangeError and TypeError for programming
 * mistakes).
 *
 * The message is one line, whatever stands in the names that it quotes; it says what to do next and
 * never holds a token, a payload, a password or SQL values. Where an option would help, `options`
 * names it; of several any would.
 * The `cause` may: a driver's error carries the statement. Do not log it.
 */
export class SessionAdminError extends Error {
  override readonly name = 'SessionAdminError';
  readonly code: ErrorCode;

  readonly options: readonly OptionName[];

  /** What the caller may try, the likeliest first: guesses, which nobody acts on by himself. */
  readonly suggestions: readonly Suggestion[];

  constructor(
    code: ErrorCode,
    message: string,
    {
      options = [],
      suggestions = [],
      ...rest
    }: {
      cause?: unknown;
      options?: readonly OptionName[];
      suggestions?: readonly Suggestion[];
    } = {},
  ) {
    super(oneLine(message), rest);
    this.code = code;
    this.options = options;
    this.suggestions = suggestions;
  }
}

/** Whether an error is no more than a caller's signal that was obeyed. */
export const isAborted = (error: unknown): boolean =>
  error instanceof SessionAdminError && error.code === 'ABORTED';

/** Throws `ABORTED` where the caller's signal has fired. */
export function refuseAborted(
  signal: AbortSignal | undefined,
  message = 'stopped before the end',
): void {
  if (signal?.aborted) throw new SessionAdminError('ABORTED', message);
}
