import { SessionAdminError, type OptionName } from '../errors.js';
import { WriteFailed } from './io.js';
import { UsageError } from './usage.js';

/** How each option of the library is given here. */
const given: Record<OptionName, string> = {
  database: '--database or SESSION_ADMIN_DATABASE',
  table: '--table or SESSION_ADMIN_TABLE',
  layout: '--layout or SESSION_ADMIN_LAYOUT',
  codec: '--codec or SESSION_ADMIN_CODEC',
  columns: '--columns or SESSION_ADMIN_COLUMNS',
  expiryFormat: '--expiry-format or SESSION_ADMIN_EXPIRY_FORMAT',
  lifetime: '--lifetime or SESSION_ADMIN_LIFETIME',
  secret: '--secret-file or SESSION_ADMIN_SECRET',
  grace: '--grace',
  trustExpiry: '--trust-expiry',
  data: '--raw-file',
  user: '--user',
  set: '--set <column>=<value>',
};

/** An error's message, and behind it how to give the options that would help. */
function withOptions({ message, options }: SessionAdminError): string {
  if (options.length === 0) return message;
  const ways = options.map((name) => (options.length > 1 ? flagOf(name) : given[name]));
  return `${message} (${ways.join(', ')})`;
}

/** Of several the flags alone: the sentence stays one that is read. */
const flagOf = (name: OptionName): string => given[name].split(' or ')[0] ?? '';

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
