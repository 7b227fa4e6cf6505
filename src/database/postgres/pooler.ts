import type { Failure } from '../failure.js';

/** What a pooler in front of PostgreSQL says of itself, and not of the connection, which it closes then. */
const failures: readonly (readonly [RegExp, Failure])[] = [
  [
    /^no such database\b|database "[^"]*" does not exist/i,
    { kind: 'missing-database', what: 'there is no database of that name on the server' },
  ],
  [
    /^no such user\b|(?:password|auth\w*) (?:authentication )?failed/i,
    { kind: 'refused', what: 'the database refused the user name or the password' },
  ],
  [
    /no more connections allowed|too many connections/i,
    { kind: 'busy', what: 'the database server has no connection to spare' },
  ],
  [
    /query_wait_timeout|server_login_retry|server login (?:has been )?fail/i,
    { kind: 'silent', what: 'the pooler got no connection to the database in time' },
  ],
];

/**
 * Reads what PgBouncer says with PostgreSQL's codes for a broken connection; null where it is
 * something else.
 *
 * Source: PgBouncer's documentation, `ignore_startup_parameters`.
 */
export function poolerFailure(code: string, message: string): Failure | null {
  if (!code.startsWith('08')) return null;
  const parameter = /^unsupported startup parameter[^:]*: *"?([a-z_.]{1,63})/i.exec(message)?.[1];
  if (parameter !== undefined) {
    return {
      kind: 'configuration',
      what:
        `the pooler takes no ${parameter} when a connection begins: leave it out of the URL, ` +
        "or name it in PgBouncer's ignore_startup_parameters",
      options: ['database'],
    };
  }
  return failures.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}
