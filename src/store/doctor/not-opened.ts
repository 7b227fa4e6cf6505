import type { ErrorCode, SessionAdminError } from '../../errors.js';
import { checkNames, fail, skipped, type CheckName, type Examined } from './contract.js';

const ofTable = new Set<ErrorCode>(['TABLE_MISSING', 'LAYOUT_UNKNOWN']);

/** Returns what an examination says of a store that cannot be opened: why, and no more. */
export function notOpened(error: SessionAdminError, only: readonly CheckName[]): Examined[] {
  const culprit = ofTable.has(error.code) ? 'layout' : 'connection';
  const fix =
    error.code === 'DATABASE_UNAVAILABLE' ? 'see that it runs, and try again later' : null;
  return checkNames
    .filter((check) => check === culprit || only.includes(check))
    .map((check) =>
      check === culprit
        ? { check, ...fail(error.message, fix, ...error.options) }
        : { check, ...skipped(`as long as the check ${culprit} fails`) },
    );
}
