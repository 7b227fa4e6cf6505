import { isAscii } from 'node:buffer';

/**
 * Conditions that a column holds one of these texts, as a reader is shown its values: byte by byte,
 * whatever its collation takes for the same, and in the column's own type, so that its index serves.
 */
export type Holds = (
  column: string,
  type: string,
  texts: readonly string[],
  bind: (value: unknown) => string,
) => string;

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
export const sqliteHolds: Holds = (column, type, texts, bind) => {
  const places = texts.map(bind);
  const text = `${oneOf(column, places)} AND ${oneOf(`${column} COLLATE BINARY`, places)}`;
  if (/char|clob|text/.test(type)) return `(${text})`;
  const bytes = places.map((place) => `CAST(${place} AS BLOB)`);
  const integers = texts.flatMap((t, i) =>
    isSigned(t) ? `CAST(${places[i] ?? ''} AS INTEGER)` : [],
  );
  const reals = texts.flatMap((t) => {
    if (t === '+Inf' || t === '-Inf') return t.replace('Inf', '9e999');
    return Number.isFinite(Number(t)) && String(Number(t)) === t ? bind(Number(t)) : [];
  });
  const ways = [
    `typeof(${column}) = 'text' AND ${text}`,
    `typeof(${column}) = 'blob' AND ${oneOf(column, bytes)}`,
    ...(integers.length > 0
      ? [`typeof(${column}) = 'integer' AND ${oneOf(column, integers)}`]
      : []),
    ...(reals.length > 0 ? [`typeof(${column}) = 'real' AND ${oneOf(column, reals)}`] : []),
  ];
  return `(${ways.map((way) => `(${way})`).join(' OR ')})`;
};

export const postgresHolds: Holds = (column, type, all, bind) => {
  // PostgreSQL's text holds no NUL, and refuses to be asked for one.
  const texts = all.filter((text) => !text.includes('\0'));
  if (/^(?:smallint|integer|bigint)$/.test(type)) {
    return oneOf(
      column,
      texts.filter(isSigned).map((text) => `${bind(text)}::bigint`),
    );
  }
  if (type === 'uuid') return oneOf(column, texts.filter((text) => uuid.test(text)).map(bind));
  if (type === 'bytea') {
    return oneOf(
      column,
      texts.map((text) => `convert_to(${bind(text)}::text, 'UTF8')`),
    );
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

export const mysqlHolds: Holds = (column, type, texts, bind) => {
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
  if (/binary|blob/.test(type)) return oneOf(column, places);
  const same = oneOf(`CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`, places);
  // What a column's character set has no letter for does not compare with it.
  const plain = texts.every((text) => isAscii(Buffer.from(text)));
  return plain && /char|text/.test(type) ? `(${oneOf(column, places)} AND ${same})` : same;
};

/** A number in JSON that is shown in another way than it is written, as an SQL literal. */
export const unusualNumber = "'^-?[0-9]+[.eE]|^-0'";
