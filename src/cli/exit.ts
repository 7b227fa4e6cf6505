import { SessionAdminError, type ErrorCode } from '../inside.js';
import { UsageError } from './usage.js';

/** What the process says when it ends. Fixed: scripts rely on them. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  tryAgain: 75,
} as const;

const codes: Record<ErrorCode, number> = {
  INVALID_ARGUMENT: exit.usage,
  DATABASE_MISSING: exit.usage,
  TABLE_MISSING: exit.usage,
  LAYOUT_UNKNOWN: exit.usage,
  PAYLOAD_UNDECODABLE: exit.failed,
  PAYLOAD_UNENCODABLE: exit.failed,
  TOKEN_AMBIGUOUS: exit.refused,
  DATABASE_UNAVAILABLE: exit.tryAgain,
  DATABASE_REFUSED: exit.failed,
  DATABASE_READ_ONLY: exit.failed,
  DATABASE_UNSUPPORTED: exit.failed,
  ABORTED: exit.failed,
};

export function exitCodeOf(error: unknown): number {
  if (error instanceof SessionAdminError) return codes[error.code];
  return error instanceof UsageError ? exit.usage : exit.failed;
}
