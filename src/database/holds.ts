/**
 * Conditions that a column holds one of these values: a text as a reader is shown it, byte by byte,
 * whatever its collation takes for the same; or bytes, for a column that may hold some. They are
 * asked for in the column's own type, so that its index serves.
 */
export type Holds = (
  column: string,
  type: string,
  values: readonly (string | Uint8Array)[],
  bind: (value: unknown) => string,
) => string;

export const isText = (value: string | Uint8Array): value is string => typeof value === 'string';
export const isBytes = (value: string | Uint8Array): value is Uint8Array =>
  typeof value !== 'string';

const nothing = '1 = 0';
export const whole = /^(?:0|-?[1-9]\d*)$/;
export const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const signed = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

export const isSigned = (text: string): boolean =>
  whole.test(text) &&
  text.length <= 20 &&
  BigInt(text) >= signed.least &&
  BigInt(text) <= signed.most;

export const oneOf = (column: string, values: readonly string[]): string =>
  values.length === 0 ? nothing : `${column} IN (${values.join(', ')})`;
