import { characters, signed, uuid, sizeIn, type Fits } from '../fits.js';

const postgresBits: Partial<Record<string, bigint>> = { smallint: 16n, integer: 32n, bigint: 64n };

export const postgresFits: Fits = (type) => {
  const bits = postgresBits[type];
  if (bits !== undefined) return signed(bits);
  if (type === 'uuid') return uuid;
  return /^character(?: varying)?\(\d+\)$/.test(type) ? characters(sizeIn(type)) : null;
};
