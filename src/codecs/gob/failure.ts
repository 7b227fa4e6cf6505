import { SessionAdminError } from '../../errors.js';

/** The deepest nesting that is read or written; a map in a map takes two. */
export const maxDepth = 2000;

/** Gives the error for a payload that is not a gob, or is a damaged one; `at` is a byte offset. */
export function undecodable(at: number, what: string): SessionAdminError {
  return new SessionAdminError(
    'PAYLOAD_UNDECODABLE',
    `Not a gob that can be read: ${what} (at byte ${at}).`,
  );
}

/** Gives the error for a value that gob cannot say; `path` names the key, never a value. */
export function unencodable(path: string, what: string): SessionAdminError {
  return new SessionAdminError(
    'PAYLOAD_UNENCODABLE',
    `Cannot write ${path === '' ? 'the data' : `the key ${path}`} as gob: ${what}.`,
  );
}
