import type { ExpiryFormat } from './contract.js';

/** Seconds end, and milliseconds begin, where neither can be taken for the other. */
const seconds = { below: 1e11 };
const milliseconds = { first: 1e11, below: 8.64e15 };

/**
 * Whole seconds since 1970, as in an integer column. What counts milliseconds is no instant here; 0
 * and what is below have run out long ago.
 */
export const unixSeconds = (integer: string, write = same): ExpiryFormat => ({
  name: 'Unix seconds',
  zoneless: false,
  millis: (column) =>
    `CASE WHEN ${column} >= 0 AND ${column} < ${seconds.below} THEN CAST(${column} AS ${integer}) * 1000 END`,
  stretches: (cutoff) => [
    { from: 0, below: Math.min(Math.ceil(cutoff.getTime() / 1000), seconds.below) },
  ],
  ...plain,
  write,
  value: (expiry) => expiry && Math.ceil(expiry.getTime() / 1000),
});

/** Whole milliseconds since 1970. What counts seconds is no instant here, nor is 0, which may say never. */
export const unixMilliseconds = (integer: string, write = same): ExpiryFormat => ({
  name: 'Unix milliseconds',
  zoneless: false,
  millis: (column) =>
    `CASE WHEN ${column} >= ${milliseconds.first} AND ${column} < ${milliseconds.below}
      THEN CAST(${column} AS ${integer}) END`,
  stretches: (cutoff) => [
    {
      from: milliseconds.first,
      below: Math.max(
        milliseconds.first,
        Math.min(Math.ceil(cutoff.getTime()), milliseconds.below),
      ),
    },
  ],
  ...plain,
  write,
  value: (expiry) => expiry?.getTime() ?? null,
});

const same = (sql: string): string => sql;
const plain = { fromText: null, ordered: true, exact: true, carry: same, bound: same };
