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

/** What each means, for the help and the manual page. */
export const exitMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [exit.done, 'done, also when there was nothing to do'],
  [exit.failed, 'failed'],
  [exit.usage, 'usage or configuration'],
  [exit.notFound, 'get: no such session'],
  [exit.refused, 'refused: not confirmed, ambiguous token'],
  [exit.tryAgain, 'the database cannot be reached: try again later'],
];

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

/** Whether a run ended by a signal: shells add its number to 128. */
export const isBySignal = (code: number): boolean => code > 128;

/** From the best to the worst: what a later run may mend by itself stands before what it cannot. */
const byWeight: readonly number[] = [
  exit.done,
  exit.notFound,
  exit.refused,
  exit.tryAgain,
  exit.usage,
  exit.failed,
];

/**
 * The exit code of several runs: the worst of them, and worse than any that of a signal. What was
 * not found in one place and was in another is found.
 */
export function worstOf(all: readonly number[]): number {
  const found = all.includes(exit.done);
  const codes = all.filter((code) => !(found && code === exit.notFound));
  const weight = (code: number): number => {
    const at = byWeight.indexOf(code);
    return at < 0 ? code : at - byWeight.length;
  };
  return codes.reduce((worst, code) => (weight(code) > weight(worst) ? code : worst), exit.done);
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof SessionAdminError) return codes[error.code];
  return error instanceof UsageError ? exit.usage : exit.failed;
}
