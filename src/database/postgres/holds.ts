import { isBytes, isSigned, isText, oneOf, uuid, type Holds } from '../holds.js';

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
