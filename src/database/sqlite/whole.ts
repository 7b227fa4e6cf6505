import { isUtf8 } from 'node:buffer';
import { asBytes, type Stored, type WholeRows } from '../whole.js';

/**
 * Each value says itself what it is. Texts travel as their bytes, in which ones that are no UTF-8 stay
 * what they are.
 */
export const sqliteWhole: WholeRows = {
  returning: true,
  undone: null,
  // What is computed is not described.
  computed: null,

  read: (column) => [
    `typeof(${column})`,
    `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB)
      WHEN 'integer' THEN CAST(${column} AS TEXT) ELSE ${column} END`,
  ],

  value: ([type, given]) => {
    switch (type) {
      case 'text':
        return textIn(given as Buffer);
      case 'blob':
        return asBytes(given as Buffer);
      case 'integer':
        return wholeIn(given as string);
      case 'real':
        return { real: realIn(given as number) };
      default:
        return null;
    }
  },

  write: (value, _type, bind) => {
    if (typeof value === 'string') return asText(Buffer.from(value), bind);
    if (typeof value !== 'object') return `CAST(${bind(String(value))} AS INTEGER)`;
    if ('text' in value) return asText(Buffer.from(value.text, 'base64'), bind);
    if ('bytes' in value) return blob(Buffer.from(value.bytes, 'base64'), bind);
    if (typeof value.real === 'number') return `CAST(${bind(value.real)} AS REAL)`;
    return value.real.replace('Inf', '9e999');
  },

  overriding: '',
};

const textIn = (bytes: Buffer): Stored =>
  isUtf8(bytes) ? bytes.toString() : { text: bytes.toString('base64') };

function wholeIn(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

const realIn = (given: number): number | string =>
  Number.isFinite(given) ? given : given > 0 ? '+Inf' : '-Inf';

/** The driver makes NULL of no bytes. */
const blob = (bytes: Buffer, bind: (value: unknown) => string): string =>
  bytes.length === 0 ? `x''` : bind(bytes);

const asText = (bytes: Buffer, bind: (value: unknown) => string): string =>
  `CAST(${blob(bytes, bind)} AS TEXT)`;
