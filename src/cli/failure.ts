import { SessionAdminError } from '../inside.js';
import { WriteFailed } from './io.js';
import { wayToGive } from './option-words.js';
import { UsageError } from './usage.js';

/** An error's message, and behind it how to give the options that would help. */
function withOptions({ message, options }: SessionAdminError): string {
  if (options.length === 0) return message;
  // Of several the flags alone: the sentence stays one that is read.
  const ways = options.map((name) => wayToGive(name, options.length === 1));
  return `${message} (${ways.join(', ')})`;
}

/** What to tell people about an error: our own words whole, of anything else only what it is. */
export function describeFailure(error: unknown): { message: string; stack: string } {
  const ours = [SessionAdminError, UsageError, WriteFailed].some((kind) => error instanceof kind);
  const name = error instanceof Error ? error.name : typeof error;
  const message = error instanceof SessionAdminError ? withOptions(error) : undefined;
  return {
    message: ours
      ? (message ?? (error as Error).message)
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
