import { SessionAdminError } from '../errors.js';
import { WriteFailed } from './io.js';
import { UsageError } from './usage.js';

/** What to tell people about an error: our own words whole, of anything else only what it is. */
export function describeFailure(error: unknown): { message: string; stack: string } {
  const ours = [SessionAdminError, UsageError, WriteFailed].some((kind) => error instanceof kind);
  const name = error instanceof Error ? error.name : typeof error;
  return {
    message: ours
      ? (error as Error).message
      : `unexpected failure (${name}): please report it, with what DEBUG=session-admin shows`,
    stack: error instanceof Error ? frames(error) : '',
  };
}

/** The stack frames of an error and of its causes; their messages may hold SQL values. */
function frames(error: Error): string {
  const own = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause =
    error.cause instanceof Error ? `\ncaused by ${error.cause.name}\n${frames(error.cause)}` : '';
  return own.join('\n') + cause;
}
