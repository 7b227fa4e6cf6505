import { isUtf8 } from 'node:buffer';
import type { Reader } from '../reading/reader.js';

const lineFeed = 0x0a;

/** Reads a line with a name or a reference. */
export function nameLine(reader: Reader): string {
  const line = reader.until(lineFeed, 1000, 'a name');
  return Buffer.from(line, 'latin1').toString();
}

/** Reads text of so many bytes. Python lets lone surrogates through, and so does JSON. */
export function text(reader: Reader, length: number): string {
  const bytes = reader.slice(length);
  return isUtf8(bytes) ? bytes.toString() : surrogatePass(bytes);
}

/** Decodes UTF-8 in which a lone surrogate is written as if it were a character (surrogatepass). */
function surrogatePass(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .split(/(\xed[\xa0-\xbf][\x80-\xbf])/)
    .map((part, i) => {
      const [, high = 0, low = 0] = Buffer.from(part, 'latin1');
      return i % 2 === 1
        ? String.fromCharCode(0xd000 | ((high & 0x3f) << 6) | (low & 0x3f))
        : Buffer.from(part, 'latin1').toString();
    })
    .join('');
}

/** Reads a line of text in Python's raw-unicode-escape: only `\u` and `\U` mean something. */
export function escapedText(reader: Reader): string {
  const line = reader.until(lineFeed, reader.left, 'a text');
  return line.replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (escape, short?: string, long?: string) => {
      const code = parseInt(short ?? long ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
    },
  );
}

const controls: Readonly<Record<string, number>> = {
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  v: 0x0b,
};

/** Reads a line with a string of Python 2 between quotes, as its repr writes it. */
export function pythonLiteral(reader: Reader): Buffer {
  const at = reader.pos;
  const line = reader.until(lineFeed, reader.left, 'a string').trimEnd();
  const quote = line.charAt(0);
  if (!/^['"]$/.test(quote) || line.length < 2 || !line.endsWith(quote)) {
    reader.fail('a string without its quotes', at);
  }
  const content = line.slice(1, -1);
  const plain = content.replace(
    /\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gi,
    (_, hex?: string, octal?: string, other = '') => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
      const control = controls[String(other)];
      return control === undefined ? String(other) : String.fromCharCode(control);
    },
  );
  return Buffer.from(plain, 'latin1');
}
