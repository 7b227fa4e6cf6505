import { isAscii } from 'node:buffer';
import { isSigned, isText, oneOf, uuid, whole, type Holds } from '../holds.js';

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
      // Without the text in between, MySQL takes what is bound for a signed number, and bends it.
      fitting.map(
        (text) => `CAST(CAST(${bind(text)} AS CHAR) AS ${isSigned(text) ? 'SIGNED' : 'UNSIGNED'})`,
      ),
    );
  }
  if (type === 'uuid') return oneOf(column, texts.filter((text) => uuid.test(text)).map(bind));
  const places = texts.map(bind);
  const same = oneOf(`CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`, places);
  // What a column's character set has no letter for does not compare with it.
  const plain = texts.every((text) => isAscii(Buffer.from(text)));
  return plain && /char|text/.test(type) ? `(${oneOf(column, places)} AND ${same})` : same;
};
