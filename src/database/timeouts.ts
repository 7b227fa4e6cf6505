import { SessionAdminError } from '../errors.js';
import type { ServerLocation } from './connected.js';

type Options = ServerLocation['driver'];

const connectTimeoutMs = 10_000;
const dayMs = 86_400_000;

/**
 * `connect_timeout` (seconds, as libpq has it) or `connectTimeout` (milliseconds, as mysql2 has it),
 * in milliseconds; 0 waits for a day.
 */
export function connectTimeout({ connect_timeout: s, connectTimeout: ms }: Options): number {
  if (s === undefined && ms === undefined) return connectTimeoutMs;
  const value = ms === undefined ? Number(s) * 1000 : Number(ms);
  if ((s ?? ms)?.trim() === '' || !(value >= 0 && value <= dayMs)) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'the database URL has a connect_timeout that is no time: give seconds, such as connect_timeout=5',
      { options: ['database'] },
    );
  }
  return value === 0 ? dayMs : Math.max(1, Math.round(value));
}

/** PostgreSQL's units of time, and the one that everybody tries. */
const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  '': 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: dayMs,
};

/**
 * `statement_timeout` or `lock_timeout`, in milliseconds: a plain number is milliseconds, as
 * PostgreSQL has it, and so are its units (`500ms`, `30s`, `5min`); 0 is no limit, as Infinity.
 * Undefined where it was not given.
 *
 * Source: PostgreSQL's manual, "Parameter Names and Values".
 */
export function statementLimit(
  name: 'statement_timeout' | 'lock_timeout',
  options: Options,
): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const [, digits = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/.exec(text) ?? [];
  const value = Number(digits) * (units[unit] ?? NaN);
  // PostgreSQL counts them in an int.
  if (digits === '' || !(value <= 2 ** 31 - 1)) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `the database URL has a ${name} that is no time: give milliseconds or a unit, such as ${name}=30s`,
      { options: ['database'] },
    );
  }
  return value === 0 ? Infinity : Math.max(1, Math.round(value));
}
