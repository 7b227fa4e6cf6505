/** The cookies of the frameworks whose tables are known, by a name of the framework's. */
export const cookieFormNames = [
  'express',
  'scs',
  'django',
  'symfony',
  'rails',
  'flask',
  'flask-signed',
  'authjs',
  'better-auth',
  'laravel',
  'spring',
  'plain',
  'adonis',
  'directus',
  'rails-signed',
] as const;
export type CookieFormName = (typeof cookieFormNames)[number];

/**
 * What a cookie's signature says of its id.
 *
 * - `valid`: the application would take the cookie, as far as its secret goes.
 * - `invalid`: it would not.
 * - `unchecked`: there is a signature, and no secret to check it with.
 * - `none`: the cookie has no signature.
 */
export type CookieSignature = 'valid' | 'invalid' | 'unchecked' | 'none';

export interface CookieReading {
  id: string;
  signature: CookieSignature;
}

/**
 * How a framework's cookie carries a session's id.
 *
 * Edge rules for every form:
 * - The id is the one in the browser; a table may hold a prefix or a hash of it.
 * - A secret is the application's, one a line: the first is current and signs, further lines are
 *   former ones that are still good for reading where the framework has such a list.
 * - A value is hostile: what cannot be read throws a SessionAdminError `INVALID_ARGUMENT`, which
 *   holds nothing of the value or the secret. Nothing else is thrown.
 * - Signatures are compared in constant time.
 */
export interface CookieForm {
  /** The cookie's name. */
  readonly cookieName: string;
  /** What else the framework calls a cookie that is read so; none by default. */
  readonly alsoCalled?: readonly string[];
  /** Whether `write` needs the application's secret. */
  readonly signed: boolean;
  /** Returns the value for an id, as it stands in a Cookie header. */
  write(id: string, secret: string | undefined): string;
  /**
   * Returns the id in a value, which may be as sent or already percent-decoded. Only what is
   * encrypted needs the secret for it.
   */
  read(value: string, secret: string | undefined): CookieReading;
}
