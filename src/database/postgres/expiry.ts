import { isoInstant, type ExpiryFormat, type FormatsOfDialect } from '../expiry/contract.js';
import {
  clockPattern,
  datePattern,
  serverText,
  zonePattern,
  type TextColumn,
} from '../expiry/server-text.js';
import {
  firstSecond,
  unixMilliseconds,
  unixSeconds,
  untoldNumbers,
  type NumberColumn,
} from '../expiry/whole-numbers.js';

/** Neither an infinity is an instant, nor what is before Christ or beyond the year 9999. */
const millisOf = (column: string, instant: string): string =>
  `CASE WHEN ${column} >= '${first}' AND ${column} < '10000-01-01T00:00:00Z'
    THEN floor(extract(epoch FROM ${instant}) * 1000)::bigint END`;
const first = '0001-01-01T00:00:00.000Z';

const never = (column: string): string => `${column} = 'infinity'`;

const common = {
  fromText: null,
  never,
  ordered: true,
  exact: true,
  stretches: (cutoff: Date) => [{ from: first, below: isoInstant(cutoff) }],
  value: (expiry: Date | null) => expiry && isoInstant(expiry),
};

/** `timestamp with time zone`: an instant, whatever the zones of writer and reader. */
const instant: ExpiryFormat = {
  ...common,
  name: 'instant (timestamptz)',
  zoneless: false,
  millis: (column) => millisOf(column, column),
  // A driver's Date would cut the microseconds off.
  carry: (column) => `${column}::text`,
  bound: (placeholder) => `${placeholder}::timestamptz`,
  write: (placeholder) => `${placeholder}::timestamptz`,
};

/** `timestamp without time zone` that holds UTC; PostgreSQL drops the Z of a bound text. */
const naiveUtc: ExpiryFormat = {
  ...common,
  name: 'UTC without a zone (timestamp)',
  zoneless: true,
  millis: (column) => millisOf(column, column),
  carry: (column) => `${column}::text`,
  bound: (placeholder) => `${placeholder}::timestamp`,
  write: (placeholder) => `${placeholder}::timestamp`,
};

/**
 * `timestamp without time zone` that holds the time of the writing connection's zone: the one that
 * the server, the database or the role gives to whoever asks for no other.
 *
 * Where that zone turns its clocks back, one hour of local times stands for two: the index alone
 * does not decide.
 */
const zone = "current_setting('TimeZone')";
const naiveLocal: ExpiryFormat = {
  ...common,
  name: 'local time of the connection (timestamp)',
  zoneless: true,
  exact: false,
  millis: (column) => millisOf(column, `(${column} AT TIME ZONE ${zone})`),
  // An hour on, so that the hour which stands for two lies within; `millis` decides.
  stretches: (cutoff) => [
    { from: first, below: isoInstant(new Date(cutoff.getTime() + 3_600_000)) },
  ],
  carry: (column) => `(${column} AT TIME ZONE ${zone})::text`,
  bound: (placeholder) => `(${placeholder}::timestamptz AT TIME ZONE ${zone})`,
  write: (placeholder) => `(${placeholder}::timestamptz AT TIME ZONE ${zone})`,
};

const numberColumn = (type: string): NumberColumn => {
  const fractions = !type.includes('int');
  const number = fractions
    ? type.startsWith('numeric')
      ? 'numeric'
      : 'double precision'
    : 'bigint';
  return {
    millis: (column, factor) =>
      fractions ? `floor(${column} * ${factor})::bigint` : `${column}::bigint * ${factor}`,
    fractions,
    bound: (placeholder) => `(${placeholder})::${number}`,
    // Whole numbers know no infinity, and numeric none before PostgreSQL 14.
    never: number === 'double precision' ? never : null,
  };
};

export const postgresExpiry: FormatsOfDialect = (type, form) => {
  const { integer, naive, toldBy = 'framework' } = form;
  if (/^timestamp(\(\d\))? with time zone$/.test(type)) return instant;
  if (/^timestamp(\(\d\))? without time zone$/.test(type)) {
    return naive === 'connection' ? naiveLocal : naiveUtc;
  }
  if (/^(?:text|character)/.test(type)) return serverText(form, textColumn);
  if (!isNumber(type) || integer === null) return null;
  if (integer === 'untold') return untoldNumbers;
  if (integer === 'milliseconds') return unixMilliseconds(numberColumn(type));
  return unixSeconds(numberColumn(type), toldBy === 'framework' ? 0 : firstSecond);
};

const isNumber = (type: string): boolean =>
  /^(?:smallint|integer|bigint|numeric|real|double)/.test(type);

const textColumn: TextColumn = {
  millis: textMillis,
  matches: (text, pattern) => `${text} ~ '${pattern}'`,
  whole: (text) => `(${text})::bigint`,
};

function textMillis(text: string): string {
  const clock = `coalesce(substring(${text} FROM '${clockPattern}'), '00:00')`;
  const zone = `coalesce(substring(${text} FROM '${zonePattern}'), 'Z')`;
  return `CASE WHEN ${text} ~ '${datePattern}' AND left(${text}, 4) <> '0000' THEN floor(extract(
      epoch FROM (left(${text}, 10) || ' ' || ${clock} || ${zone})::timestamptz) * 1000)::bigint END`;
}
