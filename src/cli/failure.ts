import { oneLine, SessionAdminError, type ErrorCode } from '../inside.js';
import { exit, exitCodeOf } from './exit.js';
import { FileFailed } from './files.js';
import { WriteFailed } from './io.js';
import { guideOfOption, wayToGive } from './option-words.js';
import { escapeText } from './output/escape.js';
import type { Said } from './said.js';
import { shellWord } from './text.js';
import { UsageError } from './usage.js';

/** The guides for what is wrong whatever option would help. */
export const guides: Partial<Record<ErrorCode, string>> = {
  LAYOUT_UNKNOWN: 'custom',
  PAYLOAD_UNDECODABLE: 'codecs',
  PAYLOAD_UNENCODABLE: 'codecs',
  DATABASE_UNSUPPORTED: 'databases',
};

/** An error as it ends a run. */
export interface Failure {
  readonly code: number;
  /** What went wrong, in one line. */
  readonly message: string;
  /** What people are told, a line each; without frames, unless they asked for them. */
  readonly lines: readonly Said[];
}

/** Returns how an error ends a run; `whose` stands before its message. */
export function failureOf(error: unknown, debug: boolean, whose = ''): Failure {
  const { message: what, stack } = describeFailure(error);
  const code = exitCodeOf(error);
  const message = oneLine(what) + (code === exit.tryAgain ? ': try again later' : '');
  const guide = guideOf(error);
  const lines = [
    { text: `session-admin: ${whose}${message}` },
    ...suggestionsOf(error).map((line) => ({ text: 'try', toCopy: oneLine(line) })),
    ...(guide === undefined ? [] : [{ text: 'more', toCopy: `session-admin help ${guide}` }]),
    ...(debug ? stack.split('\n').map((frame) => ({ text: escapeText(frame) })) : []),
  ];
  return { code, message, lines };
}

/** Returns the guide that says more of an error: of the options that would help, or of its code. */
export function guideOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.guide ?? guideOfOption({ flag: error.option });
  if (!(error instanceof SessionAdminError)) return undefined;
  const ofOptions = error.options.map((feeds) => guideOfOption({ feeds }));
  return ofOptions.find((guide) => guide !== undefined) ?? guides[error.code];
}

/** An error's message, or what else has options, and behind it how to give those that would help. */
export function withOptions({
  message,
  options,
}: Pick<SessionAdminError, 'message' | 'options'>): string {
  if (options.length === 0) return message;
  // Of several the flags alone: the sentence stays one that is read.
  const ways = options.map((name) => wayToGive(name, options.length === 1));
  return `${message} (${ways.join(', ')})`;
}

/** What to tell people about an error: our own words whole, of anything else only what it is. */
export function describeFailure(error: unknown): { message: string; stack: string } {
  const ours = [SessionAdminError, UsageError, WriteFailed, FileFailed].some(
    (kind) => error instanceof kind,
  );
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

/** Whether a column of this name can be named in a list, and typed as it is printed. */
const isTyped = (name: string): boolean =>
  !name.includes(',') && name.trim() === name && oneLine(name) === name;

/** What an error's suggestions are here, a line each: options to add to the command that failed. */
function suggestionsOf(error: unknown): string[] {
  if (!(error instanceof SessionAdminError)) return [];
  const typed = error.suggestions.filter(({ columns }) => Object.values(columns).every(isTyped));
  return typed.map(({ table, layout, columns, expiryFormat, needsLifetime }) => {
    const list = Object.entries(columns).map(([part, name]) => `${part}=${name}`);
    const given = { table, layout, columns: list.join(','), expiryFormat };
    const names = Object.keys(given) as (keyof typeof given)[];
    const words = names.flatMap((name) => {
      const value = given[name];
      return value === null ? [] : [`${wayToGive(name, false)} ${shellWord(value)}`];
    });
    const lifetime = `${wayToGive('lifetime', false)} with how long a session lives after it`;
    return words.join(' ') + (needsLifetime ? `, and ${lifetime}` : '');
  });
}
