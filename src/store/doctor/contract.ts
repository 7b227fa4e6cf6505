import type { OptionName } from '../../errors.js';
import type { Target } from '../target.js';

/** Every check, in the order in which they are made. */
export const checkNames = [
  'connection',
  'version',
  'layout',
  'clocks',
  'zone',
  'expiry-index',
  'token-index',
  'privileges',
  'writes',
  'lifetime',
  'rows',
  'purge',
  'storage',
  'deletion',
  'files',
] as const;
export type CheckName = (typeof checkNames)[number];

/** How a check went; `skipped` where it does not apply, or nothing could be told. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check found. No part of a row is in it. */
export interface Finding {
  readonly status: CheckStatus;
  /** One sentence, for people. */
  readonly message: string;
  /** The statement, the command or the words that mend it; null where there is nothing to mend. */
  readonly fix: string | null;
  /** The options that would help; of several any would. */
  readonly options: readonly OptionName[];
}

/** A check with what it found. */
export interface Examined extends Finding {
  readonly check: CheckName;
}

/** From where on something is worth a warning. */
export interface ExamineBounds {
  /** Rows of a table that wants its indexes. Default is 10,000. */
  readonly indexedRows: number;
  /** Rows that are read and decoded. Default is 1,000. */
  readonly sampledRows: number;
  /** Milliseconds for which the oldest expired session may be dead. Default is 31 days. */
  readonly deadMs: number;
  /** Dead rows, which are also half of all. Default is 10,000. */
  readonly deadRows: number;
  /** Bytes of free space, which are also half of all. Default is 1 MB. */
  readonly freeBytes: number;
  /** Bytes of a write-ahead log beside a file. Default is 1 GB. */
  readonly logBytes: number;
  /** Milliseconds for each check; one that takes longer is skipped. Default is 10 seconds. */
  readonly checkMs: number;
}

/**
 * One question about a table, its database or its set-up.
 *
 * Edge rules for every check:
 * - It changes nothing, and its cost does not grow with the table where that can be helped.
 * - In doubt it is `skipped`, and says why: a false alarm is a defect.
 * - What it throws makes it `skipped`; only a database that cannot be reached ends the examination.
 */
export interface Check {
  readonly name: CheckName;
  run(target: Target, bounds: ExamineBounds): Promise<Finding>;
}

const finding =
  (status: CheckStatus) =>
  (message: string, fix: string | null = null, ...options: OptionName[]): Finding => ({
    status,
    message,
    fix,
    options,
  });

export const ok = finding('ok');
export const warn = finding('warn');
export const fail = finding('fail');
export const skipped = finding('skipped');
