import { SessionAdminError } from '../../errors.js';
import { instants, type ExpiryFormat } from './contract.js';
import { never } from './lifetime.js';

/**
 * Seconds end, and milliseconds begin, where the year 9999 ends in seconds: 253402300799 is the usual
 * "never", and as milliseconds it would be a day of 1978.
 */
export const threshold = instants.below / 1000;

/** Before this, in 1973, a number is rather a lifetime, or a mark such as 0. */
export const firstSecond = 1e8;

/** The condition that a number of seconds is a time that a session may live: up to some thousand years. */
export const isDuration = (column: string): string => `${column} >= 0 AND ${column} < 1e11`;

/** What a dialect says of a column of numbers. */
export interface NumberColumn {
  /** SQL that makes whole milliseconds of a number in range, of which each counts so many. */
  readonly millis: (column: string, factor: 1 | 1000) => string;
  /** Whether it holds parts of a second, and so what an index cannot compare to the last digit. */
  readonly fractions: boolean;
  /** See ExpiryFormat. */
  readonly bound: ExpiryFormat['bound'];
  readonly never: ExpiryFormat['never'];
}

/**
 * Seconds since 1970. What counts milliseconds is no instant here. Where a framework is known to
 * count seconds, 0 has run out long ago.
 */
export const unixSeconds = (column: NumberColumn, first: 0 | typeof firstSecond): ExpiryFormat => ({
  ...plain(column),
  name: 'Unix seconds',
  millis: (e) =>
    `CASE WHEN ${e} >= ${first} AND ${e} < ${threshold} THEN ${column.millis(e, 1000)} END`,
  stretches: (cutoff) => stretch(first, Math.min(cutoff.getTime() / 1000, threshold)),
  value: (expiry) => expiry && Math.ceil(expiry.getTime() / 1000),
});

/** Milliseconds since 1970. What counts seconds is no instant here, nor is 0, which may say never. */
export const unixMilliseconds = (column: NumberColumn): ExpiryFormat => ({
  ...plain(column),
  name: 'Unix milliseconds',
  millis: (e) =>
    `CASE WHEN ${e} >= ${threshold} AND ${e} < ${instants.below} THEN ${column.millis(e, 1)} END`,
  stretches: (cutoff) => stretch(threshold, Math.min(cutoff.getTime(), instants.below)),
  value: (expiry) => expiry?.getTime() ?? null,
});

/** Numbers of which none tells what it counts: no session has an end that is known. */
export const untoldNumbers: ExpiryFormat = {
  ...never,
  name: 'numbers that no row explains',
  value: (expiry) => {
    if (expiry === null) return null;
    throw new SessionAdminError(
      'LAYOUT_UNKNOWN',
      'no row tells how an expiry is written in this table: say it',
      { options: ['expiryFormat'] },
    );
  },
};

const stretch = (from: number, below: number) =>
  below > from ? [{ from, below: Math.ceil(below) }] : [];

const same = (sql: string): string => sql;
const plain = ({ bound, never, fractions }: NumberColumn) => ({
  zoneless: false,
  never,
  fromText: null,
  ordered: true,
  exact: !fractions,
  carry: same,
  bound,
  write: bound,
});
