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

/** `YYYY-MM-DD HH:MM:SS.fff`, in UTC. */
const literal = (expiry: Date): string => isoInstant(expiry).slice(0, 23).replace('T', ' ');

const micros = (literalSql: string): string =>
  `FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${literalSql}) / 1000)`;

/**
 * An expression that is looked at only where a column holds an instant. MySQL's zero dates and those
 * with a month or a day of zero are less than any, and a strict mode makes an error of reckoning with
 * them in a DELETE.
 */
const ofInstant = (column: string, expression: string): string =>
  `CASE WHEN ${isInstant(column)} THEN ${expression} END`;
const isInstant = (column: string): string =>
  `${column} >= '${first}' AND MONTH(${column}) > 0 AND DAYOFMONTH(${column}) > 0`;
const first = '0001-01-01 00:00:00';

const common = {
  fromText: null,
  never: null,
  zoneless: true,
  ordered: true,
  // Of a column that takes no NULL, a zero date is both NULL and not.
  placed: isInstant,
  // A date of 2026-00-00 lies between those of two years.
  exact: false,
  stretches: (cutoff: Date) => [{ from: first, below: literal(cutoff) }],
  value: (expiry: Date | null) => expiry && literal(expiry),
};

/** `datetime`: what stands there is UTC, as Go's driver writes it unless its `loc` says otherwise. */
const datetimeUtc: ExpiryFormat = {
  ...common,
  name: 'UTC without a zone (datetime)',
  millis: (column) => ofInstant(column, micros(column)),
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
  millis: (column) => ofInstant(column, micros(inServerZone(column))),
  // Nor can a timestamp be earlier, and be compared.
  stretches: (cutoff) => [{ from: '1970-01-02 00:00:00', below: literal(cutoff) }],
  carry: (column) => `CAST(${inServerZone(column)} AS CHAR)`,
  bound: inSessionZone,
  write: inSessionZone,
};

const fromUtcInSession = (sql: string): string =>
  `CONVERT_TZ(${sql}, '+00:00', @@session.time_zone)`;

/**
 * `timestamp` that the server's own clock is written into, or a time of the writing connection's zone:
 * the server keeps the instant, whatever the zones are.
 */
const timestampInstant: ExpiryFormat = {
  ...timestampUtcLiteral,
  name: 'instant (timestamp)',
  zoneless: false,
  millis: (column) => ofInstant(column, `CAST(FLOOR(UNIX_TIMESTAMP(${column}) * 1000) AS SIGNED)`),
  carry: (column) => `CAST(CONVERT_TZ(${column}, @@session.time_zone, '+00:00') AS CHAR)`,
  bound: fromUtcInSession,
  write: fromUtcInSession,
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
  millis: (column) =>
    ofInstant(
      column,
      `GREATEST(${micros(toUtc(column))}, ${micros(toUtc(`${column} + INTERVAL 1 HOUR`))} - ${hour})`,
    ),
  stretches: (cutoff) => [{ from: first, below: literal(new Date(cutoff.getTime() + hour)) }],
  carry: (column) => `CAST(${toUtc(column)} AS CHAR)`,
  bound: (placeholder) => fromUtc(placeholder),
  write: (placeholder) => fromUtc(placeholder),
};
const toUtc = (sql: string): string => `CONVERT_TZ(${sql}, @@global.time_zone, '+00:00')`;
const fromUtc = (sql: string): string => `CONVERT_TZ(${sql}, '+00:00', @@global.time_zone)`;

const same = (sql: string): string => sql;
const numberColumn = (type: string): NumberColumn => ({
  millis: (column, factor) => `CAST(FLOOR(${column} * ${factor}) AS SIGNED)`,
  fractions: !type.includes('int'),
  bound: same,
  never: null,
});

export const mysqlExpiry: FormatsOfDialect = (type, form) => {
  const { integer, naive, toldBy = 'framework' } = form;
  if (type.startsWith('datetime')) return naive === 'connection' ? datetimeLocal : datetimeUtc;
  if (type.startsWith('timestamp')) {
    return naive === 'connection' ? timestampInstant : timestampUtcLiteral;
  }
  if (/^(?:(?:var)?char|(?:tiny|medium|long)?text)/.test(type)) return serverText(form, textColumn);
  if (!isNumber(type) || integer === null) return null;
  if (integer === 'untold') return untoldNumbers;
  if (integer === 'milliseconds') return unixMilliseconds(numberColumn(type));
  return unixSeconds(numberColumn(type), toldBy === 'framework' ? 0 : firstSecond);
};

const isNumber = (type: string): boolean =>
  /^(?:(?:big|medium|small)?int|decimal|double|float)/.test(type);

/** MariaDB gives an empty text where a pattern is not found, MySQL gives NULL. */
const found = (text: string, pattern: string, otherwise: string): string =>
  `COALESCE(NULLIF(REGEXP_SUBSTR(${text}, '${pattern}'), ''), '${otherwise}')`;

const textColumn: TextColumn = {
  millis: textMillis,
  matches: (text, pattern) => `${text} REGEXP '${pattern}'`,
  whole: (text) => `CAST(${text} AS SIGNED)`,
};

function textMillis(text: string): string {
  const zone = found(text, zonePattern, '+00:00');
  const local = `CAST(CONCAT(LEFT(${text}, 10), ' ', ${found(text, clockPattern, '00:00')}) AS DATETIME(3))`;
  return `CASE WHEN ${text} REGEXP '${datePattern}' AND LEFT(${text}, 4) <> '0000' THEN CAST(
      ${micros(local)} - IF(LEFT(${zone}, 1) = '-', -1000, 1000) * TIME_TO_SEC(SUBSTR(${zone}, 2))
    AS SIGNED) END`;
}
