import { characters, bytes, signed, unsigned, uuid, sizeIn, type Fits } from '../fits.js';

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
