import { isoInstant, type ExpiryFormat, type FormatsOfDialect } from './contract.js';
import { unixMilliseconds, unixSeconds } from './whole-numbers.js';

// Infinity is no instant, and has no whole number.
const millisOf = (column: string, instant: string): string =>
  `CASE WHEN isfinite(${column}) THEN floor(extract(epoch FROM ${instant}) * 1000)::bigint END`;

const common = {
  fromText: null,
  ordered: true,
  exact: true,
  stretches: (cutoff: Date) => [{ from: null, below: isoInstant(cutoff) }],
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
    { from: null, below: isoInstant(new Date(cutoff.getTime() + 3_600_000)) },
  ],
  carry: (column) => `(${column} AT TIME ZONE ${zone})::text`,
  bound: (placeholder) => `(${placeholder}::timestamptz AT TIME ZONE ${zone})`,
  write: (placeholder) => `(${placeholder}::timestamptz AT TIME ZONE ${zone})`,
};

export const postgresExpiry: FormatsOfDialect = (type, { integer, naive }) => {
  if (/^timestamp(\(\d\))? with time zone$/.test(type)) return instant;
  if (/^timestamp(\(\d\))? without time zone$/.test(type)) {
    return naive === 'utc' ? naiveUtc : naiveLocal;
  }
  if (!/^(?:integer|bigint|numeric)/.test(type) || integer === null) return null;
  const write = (placeholder: string): string => `(${placeholder})::bigint`;
  return integer === 'seconds' ? unixSeconds('bigint', write) : unixMilliseconds('bigint', write);
};
