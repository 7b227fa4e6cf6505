import { isBytes, isSigned, isText, oneOf, type Holds } from '../holds.js';

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
