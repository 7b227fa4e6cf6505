/** Returns what is wrong with a value for a column, in words without the value, or null. */
export type Misfit = (value: string | number | Uint8Array) => string | null;

/**
 * Returns the check of a column by its type, or null if anything fits or only the
 * database can tell.
 *
 * MySQL outside its strict mode cuts what is too long and bends what is out of range without a word,
 * and PostgreSQL does not say which column it was: so it is looked at before.
 */
export type Fits = (type: string) => Misfit | null;

const lengthOf = (value: string | number | Uint8Array): number =>
  typeof value === 'object' ? value.length : Buffer.byteLength(String(value));

/** Characters as the servers count them. */
const charactersOf = (text: string): number =>
  text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);

export const characters =
  (most: number): Misfit =>
  (value) => {
    const text = typeof value === 'object' ? Buffer.from(value).toString() : String(value);
    return text.length > most && charactersOf(text) > most ? 'too long' : null;
  };

export const bytes =
  (most: number): Misfit =>
  (value) =>
    lengthOf(value) > most ? 'too long' : null;

const whole =
  (least: bigint, most: bigint): Misfit =>
  (value) => {
    const text = typeof value === 'object' ? Buffer.from(value).toString() : String(value);
    if (!/^(?:0|-?[1-9]\d*)$/.test(text)) return 'not a whole number';
    const number = text.length > 40 ? most + 1n : BigInt(text);
    return number < least || number > most ? 'out of range' : null;
  };

export const signed = (bits: bigint): Misfit => whole(-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n);
export const unsigned = (bits: bigint): Misfit => whole(0n, 2n ** bits - 1n);

export const uuid: Misfit = (value) =>
  /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(String(value))
    ? null
    : 'not a uuid';

export const sizeIn = (type: string): number => Number(/\((\d+)\)/.exec(type)?.[1] ?? 1);
