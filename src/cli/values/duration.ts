import { durationIn } from '../../inside.js';
import { quoted, UsageError } from '../usage.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;

const expected = 'a duration with a unit, such as 90s, 1h30m, 7d or 2w';

/** Reads a duration, in whole milliseconds (see `durationIn`); anything else throws a UsageError. */
export function parseDuration(text: string): number {
  try {
    const ms = durationIn(text);
    if (ms !== null) return ms;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  throw refusal(text);
}

function refusal(text: string): UsageError {
  const hint = /^\d+$/.test(text) ? ` (did you mean ${quoted(`${text}s`)}?)` : '';
  return new UsageError(`expected ${expected}, not ${quoted(text)}${hint}`);
}

/**
 * How long something took or has still to go, for people: `85ms`, `2.7s`, `27s`, `4m 32s`, `1h 30m`,
 * `3d`. At most two units, rounded.
 */
export function formatDuration(ms: number): string {
  if (ms < 0.5) return '0s';
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9950) return `${Number((ms / second).toFixed(1))}s`;
  const whole = Math.round(ms / second) * second;
  return minute <= whole && whole < hour
    ? pair(whole, ['m', minute], ['s', second])
    : roughly(whole);
}

/**
 * When a session runs out, for people: `in 23h`, `in 1h 30m`, `3d ago`, `in 69y`, `now`, or
 * `never` where it does not.
 *
 * Rounded towards now; a second unit only where the first is a small number of hours or days.
 */
export function relative(expiry: Date | null, now: Date): string {
  if (expiry === null) return 'never';
  const distance = expiry.getTime() - now.getTime();
  if (Number.isNaN(distance)) return 'unknown';
  const length = Math.abs(distance);
  if (length < second) return 'now';
  return distance > 0 ? `in ${roughly(length)}` : `${roughly(length)} ago`;
}

function roughly(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < 10 * hour) return pair(ms, ['h', hour], ['m', minute]);
  if (ms < day) return `${Math.floor(ms / hour)}h`;
  if (ms < 3 * day) return pair(ms, ['d', day], ['h', hour]);
  if (ms < 2 * year) return `${Math.floor(ms / day)}d`;
  return `${Math.floor(ms / year)}y`;
}

function pair(ms: number, [long, size]: [string, number], [short, part]: [string, number]): string {
  const rest = Math.floor((ms % size) / part);
  return `${Math.floor(ms / size)}${long}${rest > 0 ? ` ${rest}${short}` : ''}`;
}
