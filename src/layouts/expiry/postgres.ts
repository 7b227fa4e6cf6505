import { isoInstant, type ExpiryFormat } from './contract.js';

const formatOf = (
  type: 'timestamptz' | 'timestamp',
  name: string,
  asInstant: (column: string) => string,
): ExpiryFormat => ({
  name,
  zoneless: type === 'timestamp',
  // Infinity is no instant, and has no whole number.
  millis: (column) =>
    `CASE WHEN isfinite(${column}) THEN floor(extract(epoch FROM ${asInstant(column)}) * 1000)::bigint END`,
  stretches: (cutoff) => [{ from: null, below: isoInstant(cutoff) }],
  ordered: true,
  // A driver's Date would cut the microseconds off.
  carry: (column) => `${column}::text`,
  bound: (placeholder) => `${placeholder}::${type}`,
  write: (placeholder) => `${placeholder}::${type}`,
  value: (expiry) => expiry && isoInstant(expiry),
});

/** `timestamp with time zone`: an instant, whatever the zones of writer and reader. */
const instant = formatOf('timestamptz', 'instant (timestamptz)', (column) => column);

/** `timestamp without time zone` that holds UTC; PostgreSQL drops the Z of a bound text. */
const naiveUtc = formatOf('timestamp', 'UTC without a zone (timestamp)', (column) => column);

/** The format of a column by its declared type; null where it is none of ours. */
export function postgresExpiry(type: string): ExpiryFormat | null {
  if (/^timestamp(\(\d\))? with time zone$/.test(type)) return instant;
  if (/^timestamp(\(\d\))? without time zone$/.test(type)) return naiveUtc;
  return null;
}
