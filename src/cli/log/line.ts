import { createHash } from 'node:crypto';
import { stringifyJson } from '../output/json.js';

/** One line of the log: what a command changed, or tried to. The keys are in the order of the file. */
export interface LogLine {
  /** When the command began, UTC. */
  time: string;
  /** The user of the operating system, `@` and the host. */
  by: string;
  /** The profile; null where none was named. */
  app: string | null;
  /** Without its password; null where it was not reached. */
  database: string | null;
  table: string | null;
  command: string;
  /** What was typed of it, tokens masked and secrets left out, and what else a user goes by; null for nothing. */
  filter: string | null;
  reason: string | null;
  /** Sessions; null where it is not known, or there is no such number. */
  matched: number | null;
  deleted: number | null;
  stored: number | null;
  durationMs: number | null;
  /** `done`, `refused`, `held back`, `interrupted`, `killed`, or `failed: ` and a code. */
  outcome: string;
  /** The hash of the line before; null in the first. */
  previous: string | null;
}

/** A line that is not in the file yet. */
export type Unchained = Omit<LogLine, 'previous'>;

type Kind = 'text' | 'text?' | 'number?';

const kinds: Readonly<Record<keyof LogLine, Kind>> = {
  time: 'text',
  by: 'text',
  app: 'text?',
  database: 'text?',
  table: 'text?',
  command: 'text',
  filter: 'text?',
  reason: 'text?',
  matched: 'number?',
  deleted: 'number?',
  stored: 'number?',
  durationMs: 'number?',
  outcome: 'text',
  previous: 'text?',
};

/** Bytes; no line is longer, since each of its texts is cut to so many characters of 6 bytes or less. */
export const longestLine = 64 * 1024;
const longestText = 1000;
const longestFilter = 4000;
/** A reason is not cut, but refused where it is longer. */
export const longestReason = 2000;

/** The line with its texts cut, so that it is no longer than a line may be. */
export const bounded = (line: Unchained): Unchained => ({
  time: cut(line.time, 40),
  by: cut(line.by),
  app: line.app && cut(line.app),
  database: line.database && cut(line.database),
  table: line.table && cut(line.table),
  command: cut(line.command, 40),
  filter: line.filter && cut(line.filter, longestFilter),
  reason: line.reason && cut(line.reason, longestReason),
  matched: line.matched,
  deleted: line.deleted,
  stored: line.stored,
  durationMs: line.durationMs,
  outcome: cut(line.outcome, 100),
});

/** The line as it stands in the file, with its newline. */
export const textOf = (line: Unchained, previous: string | null): string =>
  `${stringifyJson({ ...bounded(line), previous })}\n`;

const cut = (text: string, longest = longestText): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

/** Returns a line's hash, which the next one carries: of its bytes without the newline. */
export const hashOf = (line: Uint8Array | string): string =>
  createHash('sha256').update(line).digest('hex');

/** Reads a line of the log; null where it is none: other keys, another order, or no JSON. */
export function readLine(bytes: Uint8Array): LogLine | null {
  const value = parsed(bytes);
  return value !== null && hasKeys(value, Object.keys(kinds)) ? (value as LogLine) : null;
}

/** Reads a line that has no place in the chain yet. */
export function readUnchained(value: unknown): Unchained | null {
  const keys = Object.keys(kinds).filter((key) => key !== 'previous');
  return hasKeys(value, keys) ? (value as Unchained) : null;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}

function hasKeys(value: unknown, keys: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return (
    entries.length === keys.length &&
    entries.every(([key, member], at) => key === keys[at] && isOf(kinds[key as never], member))
  );
}

function isOf(kind: Kind, member: unknown): boolean {
  if (member === null) return kind !== 'text';
  return kind === 'number?' ? Number.isSafeInteger(member) : typeof member === 'string';
}
