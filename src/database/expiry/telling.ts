/** The largest whole numbers of 53, 63 and 64 bits: what programs write for "never". */
const largest = '9007199254740991, 9223372036854775807, 9223372036854775808, 18446744073709551615';

/** The condition that a number tells how its column writes instants: neither 0 nor one for "never" does. */
export const tellingNumber = (column: string): string =>
  `(${column} > 0 AND ${column} NOT IN (${largest}))`;

/** The same of a text: an empty one sorts before all digits but 0, and so do blanks, 0 and zero dates. */
export const tellingText = (column: string): string => `${column} >= '1'`;

/**
 * The condition that a value of a server's column tells how instants are written there, and is no mark
 * such as 0; `date` says it of dates.
 */
export const tellingValue =
  (date: (column: string) => string) =>
  (column: string, type: string): string => {
    if (/^(?:date|timestamp)/.test(type)) return date(column);
    if (/char|text/.test(type)) return tellingText(column);
    return isNumber.test(type) ? tellingNumber(column) : `${column} IS NOT NULL`;
  };

const isNumber = /^(?:(?:tiny|small|medium|big)?int|numeric|decimal|real|double|float)/;
