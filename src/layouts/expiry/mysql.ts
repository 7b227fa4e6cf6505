import { isoInstant, type ExpiryFormat, type FormatsOfDialect } from './contract.js';
import { unixMilliseconds, unixSeconds } from './whole-numbers.js';

/** `YYYY-MM-DD HH:MM:SS.fff`, in UTC. */
const literal = (expiry: Date): string => isoInstant(expiry).slice(0, 23).replace('T', ' ');

const micros = (literalSql: string): string =>
  `FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${literalSql}) / 1000)`;

const common = {
  fromText: null,
  zoneless: true,
  ordered: true,
  exact: true,
  stretches: (cutoff: Date) => [{ from: null, below: literal(cutoff) }],
  value: (expiry: Date | null) => expiry && literal(expiry),
};

/** `datetime`: what stands there is UTC, as Go's driver writes it unless its `loc` says otherwise. */
const datetimeUtc: ExpiryFormat = {
  ...common,
  name: 'UTC without a zone (datetime)',
  millis: micros,
  carry: (column) => `CAST(${column} AS CHAR)`,
  bound: (placeholder) => placeholder,
  write: (placeholder) => placeholder,
};

/**
 * `timestamp`: SCS's mysqlstore writes UTC literals in a session that keeps the server's time zone,
 * so the literal comes back right in that zone alone, whatever the zone is. A connection that was
 * set to another one (Sequelize sets UTC) is led back to it.
 */
const inServerZone = (sql: string): string =>
  zoned(sql, '@@session.time_zone', '@@global.time_zone');
const inSessionZone = (sql: string): string =>
  zoned(sql, '@@global.time_zone', '@@session.time_zone');
const zoned = (sql: string, from: string, to: string): string =>
  `IF(@@session.time_zone = @@global.time_zone, ${sql}, CONVERT_TZ(${sql}, ${from}, ${to}))`;

const timestampUtcLiteral: ExpiryFormat = {
  ...common,
  name: 'UTC as the server shows it (timestamp)',
  millis: (column) => micros(inServerZone(column)),
  carry: (column) => `CAST(${inServerZone(column)} AS CHAR)`,
  bound: inSessionZone,
  write: inSessionZone,
};

/**
 * `datetime` that holds the time of the writing connection's zone: the server's own, unless it asked
 * for another. Where clocks are turned back, one hour of local times stands for two; the later one
 * is meant then.
 */
const hour = 3_600_000;
const datetimeLocal: ExpiryFormat = {
  ...common,
  name: 'local time of the server (datetime)',
  exact: false,
  millis: (column) =>
    `GREATEST(${micros(toUtc(column))}, ${micros(toUtc(`${column} + INTERVAL 1 HOUR`))} - ${hour})`,
  stretches: (cutoff) => [{ from: null, below: literal(new Date(cutoff.getTime() + hour)) }],
  carry: (column) => `CAST(${toUtc(column)} AS CHAR)`,
  bound: (placeholder) => fromUtc(placeholder),
  write: (placeholder) => fromUtc(placeholder),
};
const toUtc = (sql: string): string => `CONVERT_TZ(${sql}, @@global.time_zone, '+00:00')`;
const fromUtc = (sql: string): string => `CONVERT_TZ(${sql}, '+00:00', @@global.time_zone)`;

export const mysqlExpiry: FormatsOfDialect = (type, { integer, naive }) => {
  if (type.startsWith('datetime')) return naive === 'utc' ? datetimeUtc : datetimeLocal;
  if (type.startsWith('timestamp')) return timestampUtcLiteral;
  if (!/^(?:big|medium)?int/.test(type) || integer === null) return null;
  return integer === 'seconds' ? unixSeconds('SIGNED') : unixMilliseconds('SIGNED');
};
