import { quoted, UsageError } from '../usage.js';

/**
 * Reads a whole number of 1 or more, in decimal digits.
 *
 * Anything else, and what is too large to be exact, throws a UsageError.
 */
export function parseCount(text: string): number {
  const count = wholeNumber(text);
  if (count === null) throw new UsageError(`expected a whole number from 1, not ${quoted(text)}`);
  return count;
}

/** Like `parseCount`, and takes the word `all` for no bound. */
export function parseCountOrAll(text: string): number | 'all' {
  if (text === 'all') return 'all';
  const count = wholeNumber(text);
  if (count === null) {
    throw new UsageError(`expected a whole number from 1, or all, not ${quoted(text)}`);
  }
  return count;
}

function wholeNumber(text: string): number | null {
  const count = /^[1-9]\d*$/.test(text) ? Number(text) : 0;
  return count > 0 && Number.isSafeInteger(count) ? count : null;
}

/** Reads a share from 0 to 100, such as `10`, `12.5` or `10%`; anything else throws a UsageError. */
export function parsePercent(text: string): number {
  const digits = /^(\d{1,3}(?:\.\d+)?)%?$/.exec(text)?.[1];
  const percent = Number(digits ?? NaN);
  if (percent <= 100) return percent;
  throw new UsageError(`expected a percentage from 0 to 100, not ${quoted(text)}`);
}
