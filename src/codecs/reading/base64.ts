import type { Json } from '../../session.js';
import { undecodable } from './failure.js';

/** Reads base64 text in either alphabet, with line breaks or without. */
export function parseBase64Text(text: Buffer, format: string): Buffer {
  const plain = text.toString('latin1').replace(/[\r\n]+/g, '');
  const wrong = /[^A-Za-z0-9+/_=-]|=[^=]/.exec(plain);
  if (wrong !== null) throw undecodable(format, wrong.index, 'it is not base64');
  const digits = plain.replace(/={1,2}$/, '');
  if (digits.includes('=') || digits.length % 4 === 1) {
    throw undecodable(format, text.length, 'it is not base64');
  }
  return Buffer.from(digits, 'base64');
}

/** Reads base64 in the standard alphabet, as it stands in JSON; null where it is none. */
export function parseBase64(text: Json | undefined): Buffer | null {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '') ? bytes : null;
}
