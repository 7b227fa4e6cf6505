import { isAscii } from 'node:buffer';

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

const isText = (value: string | Uint8Array): value is string => typeof value === 'string';
const isBytes = (value: string | Uint8Array): value is Uint8Array => typeof value !== 'string';

const nothing = '1 = 0';
const whole = /^(?:0|-?[1-9]\d*)$/;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const signed = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

const isSigned = (text: string): boolean =>
  whole.test(text) &&
  text.length <= 20 &&
  BigInt(text) >= signed.least &&
  BigInt(text) <= signed.most;

const oneOf = (column: string, values: readonly string[]): string =>
  values.length === 0 ? nothing : `${column} IN (${values.join(', ')})`;

/** Its columns hold any type in any row; an INTEGER column takes '042' for 42. */
export const sqliteHolds: Holds = (column, type, values, bind) => {
  const texts = values.filter(isText);
  const places = texts.map(bind);
  const bytes = [
    ...places.map((place) => `CAST(${place} AS BLOB)`),
    ...values.filter(isBytes).map(bind),
  ];
  // No text is the same as bytes, and no conversion makes one of them, so one look into an index serves.
  const mixed = [...places, ...bytes];
  if (/char|clob|text/.test(type))
    return `(${oneOf(column, mixed)} AND ${oneOf(`${column} COLLATE BINARY`, mixed)})`;
  const text = `${oneOf(column, places)} AND ${oneOf(`${column} COLLATE BINARY`, places)}`;
  const integers = texts.flatMap((t, i) =>
    isSigned(t) ? `CAST(${places[i] ?? ''} AS INTEGER)` : [],
  );
  const reals = texts.flatMap((t) => {
    if (t === '+Inf' || t === '-Inf') return t.replace('Inf', '9e999');
    return Number.isFinite(Number(t)) && String(Number(t)) === t ? bind(Number(t)) : [];
  });
  const ways = [
    ...(places.length > 0 ? [`typeof(${column}) = 'text' AND ${text}`] : []),
    `typeof(${column}) = 'blob' AND ${oneOf(column, bytes)}`,
    ...(integers.length > 0
      ? [`typeof(${column}) = 'integer' AND ${oneOf(column, integers)}`]
      : []),
    ...(reals.length > 0 ? [`typeof(${column}) = 'real' AND ${oneOf(column, reals)}`] : []),
  ];
  return `(${ways.map((way) => `(${way})`).join(' OR ')})`;
};

export const postgresHolds: Holds = (column, type, values, bind) => {
  // PostgreSQL's text holds no NUL, and refuses to be asked for one.
  const texts = values.filter(isText).filter((text) => !text.includes('\0'));
  if (/^(?:smallint|integer|bigint)$/.test(type)) {
    return oneOf(
      column,
      texts.filter(isSigned).map((text) => `${bind(text)}::bigint`),
    );
  }
  if (type === 'uuid') return oneOf(column, texts.filter((text) => uuid.test(text)).map(bind));
  if (type === 'bytea') {
    return oneOf(column, [
      ...texts.map((text) => `convert_to(${bind(text)}::text, 'UTF8')`),
      ...values.filter(isBytes).map((bytes) => `${bind(bytes)}::bytea`),
    ]);
  }
  // Blanks at the end are padding there, and are not shown.
  if (type.startsWith('character(')) {
    const trimmed = texts.filter((text) => !text.endsWith(' '));
    return oneOf(
      column,
      trimmed.map((text) => `${bind(text)}::bpchar`),
    );
  }
  const places = texts.map(bind);
  const same = oneOf(`${column}::text COLLATE "C"`, places);
  if (/^(?:text|character varying)/.test(type)) return `(${oneOf(column, places)} AND ${same})`;
  return same;
};

export const mysqlHolds: Holds = (column, type, values, bind) => {
  if (/binary|blob/.test(type)) return oneOf(column, values.map(bind));
  const texts = values.filter(isText);
  if (/^(?:tiny|small|medium|big)?int/.test(type)) {
    const fitting = texts.filter(
      (text) =>
        isSigned(text) || (whole.test(text) && BigInt(text) > 0n && BigInt(text) < 2n ** 64n),
    );
    return oneOf(
      column,
      fitting.map((text) => `CAST(${bind(text)} AS ${isSigned(text) ? 'SIGNED' : 'UNSIGNED'})`),
    );
  }
  if (type === 'uuid') return oneOf(column, texts.filter((text) => uuid.test(text)).map(bind));
  const places = texts.map(bind);
  const same = oneOf(`CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`, places);
  // What a column's character set has no letter for does not compare with it.
  const plain = texts.every((text) => isAscii(Buffer.from(text)));
  return plain && /char|text/.test(type) ? `(${oneOf(column, places)} AND ${same})` : same;
};

/** A number in JSON that is shown in another way than it is written, as an SQL literal. */
export const unusualNumber = "'^-?[0-9]+[.eE]|^-0'";
