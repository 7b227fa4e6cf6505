/** Says what is wrong with a value for a column, in words without the value; null where it fits. */
export type Misfit = (value: string | number | Uint8Array) => string | null;

/**
 * Gives the check of a column by its type; null where anything fits, or the database alone can tell.
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

const characters =
  (most: number): Misfit =>
  (value) => {
    const text = typeof value === 'object' ? Buffer.from(value).toString() : String(value);
    return text.length > most && charactersOf(text) > most ? 'too long' : null;
  };

const bytes =
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

const signed = (bits: bigint): Misfit => whole(-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n);
const unsigned = (bits: bigint): Misfit => whole(0n, 2n ** bits - 1n);

const uuid: Misfit = (value) =>
  /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(String(value))
    ? null
    : 'not a uuid';

const sizeIn = (type: string): number => Number(/\((\d+)\)/.exec(type)?.[1] ?? 1);

const postgresBits: Partial<Record<string, bigint>> = { smallint: 16n, integer: 32n, bigint: 64n };

export const postgresFits: Fits = (type) => {
  const bits = postgresBits[type];
  if (bits !== undefined) return signed(bits);
  if (type === 'uuid') return uuid;
  return /^character(?: varying)?\(\d+\)$/.test(type) ? characters(sizeIn(type)) : null;
};

const mysqlBits: Partial<Record<string, bigint>> = {
  tinyint: 8n,
  smallint: 16n,
  mediumint: 24n,
  int: 32n,
  bigint: 64n,
};
const mysqlBytes: Partial<Record<string, number>> = {
  tinytext: 255,
  tinyblob: 255,
  text: 65_535,
  blob: 65_535,
  mediumtext: 16_777_215,
  mediumblob: 16_777_215,
};

export const mysqlFits: Fits = (type) => {
  const [name = ''] = /^[a-z]+/.exec(type) ?? [];
  const bits = mysqlBits[name];
  if (bits !== undefined) return type.includes('unsigned') ? unsigned(bits) : signed(bits);
  const most = mysqlBytes[name];
  if (most !== undefined) return bytes(most);
  if (type === 'uuid') return uuid;
  if (/^(?:var)?binary\(/.test(type)) return bytes(sizeIn(type));
  return /^(?:var)?char\(/.test(type) ? characters(sizeIn(type)) : null;
};

/** A column of whole numbers makes 42 of '042', which is another text; any other text it keeps. */
export const sqliteFits: Fits = (type) => {
  if (!type.includes('int')) return null;
  const number = signed(64n);
  return (value) =>
    typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      ? number(value)
      : null;
};
