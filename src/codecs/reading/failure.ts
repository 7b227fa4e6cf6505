import { SessionAdminError, type OptionName } from '../../errors.js';

/** Returns the error for a payload that is damaged, or of another format; `at` is a byte offset. */
export function undecodable(
  format: string,
  at: number,
  what: string,
  ...options: OptionName[]
): SessionAdminError {
  return new SessionAdminError(
    'PAYLOAD_UNDECODABLE',
    `not ${format} that can be read: ${what} (at byte ${at})`,
    { options },
  );
}

/** Returns the error for a value that the format cannot say; `path` has keys, and never a value. */
export function unencodable(
  format: string,
  path: string,
  what: string,
  ...options: OptionName[]
): SessionAdminError {
  return new SessionAdminError(
    'PAYLOAD_UNENCODABLE',
    `cannot write ${path === '' ? 'the data' : `the key ${path}`} as ${format}: ${what}`,
    { options },
  );
}
