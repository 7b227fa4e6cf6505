import type { Json, JsonObject } from '../../session.js';
import { Path } from '../reading/path.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import { deepest } from '../reading/reader.js';
import { int64 } from '../reading/whole.js';

/** What PHP turns into a whole number where it is the key of an array. */
const wholeKey = /^(?:0|-?[1-9]\d{0,18})$/;

/** Returns the bytes of PHP's serialize() for these values. */
export function encodeSerialized(data: Json): Buffer {
  const writer = new Writer();
  writer.value(data);
  return writer.bytes();
}

/** Returns the bytes of PHP's session format for these keys. */
export function encodeSession(data: Json): Buffer {
  const writer = new Writer();
  if (Array.isArray(data) && data.length === 0) return writer.bytes();
  if (!isObject(data)) {
    throw unencodable('a PHP session', '', 'a session is an object of keys and values');
  }
  for (const [key, value] of Object.entries(data)) writer.entry(key, value);
  return writer.bytes();
}

/** Returns the bytes of an array's key, as PHP's serialize() writes it. */
export function serializedKey(key: string): Buffer {
  if (isWholeKey(key)) return Buffer.from(`i:${key};`);
  return Buffer.from(`s:${Buffer.byteLength(key)}:"${key}";`);
}

class Writer {
  readonly #parts: Buffer[] = [];
  readonly #path = new Path();
  #text = '';

  bytes(): Buffer {
    this.#flush();
    return Buffer.concat(this.#parts);
  }

  /** Writes a key of a session and its value. */
  entry(key: string, value: Json): void {
    this.#path.enter(key);
    if (key.includes('|') || key.startsWith('!') || isWholeKey(key) || key === '') {
      this.#fail('PHP keeps no session key that is a number, is empty, begins with ! or has a |');
    }
    this.#text += `${key}|`;
    this.value(value);
    this.#path.leave();
  }

  value(json: Json): void {
    if (json === null) this.#text += 'N;';
    else if (Array.isArray(json)) this.#list(json);
    else if (typeof json === 'object') this.#object(json);
    else if (typeof json === 'string') this.#string(Buffer.from(json));
    else if (typeof json === 'boolean') this.#text += `b:${json ? 1 : 0};`;
    else this.#text += this.#number(json);
  }

  #number(value: number | bigint): string {
    if (typeof value === 'bigint') {
      if (value < int64.min || value > int64.max) this.#fail('PHP has no whole number as large');
      return `i:${String(value)};`;
    }
    if (Number.isSafeInteger(value)) return `i:${value + 0};`;
    if (Number.isFinite(value)) return `d:${value};`;
    return `d:${Number.isNaN(value) ? 'NAN' : value > 0 ? 'INF' : '-INF'};`;
  }

  #string(bytes: Buffer): void {
    this.#text += `s:${bytes.length}:"`;
    this.#flush();
    this.#parts.push(bytes);
    this.#text = '";';
  }

  #list(values: readonly Json[]): void {
    this.#text += `a:${values.length}:{`;
    for (const [index, value] of values.entries()) {
      this.#text += `i:${index};`;
      this.#inside(index, value);
    }
    this.#text += '}';
  }

  #object(object: JsonObject): void {
    if (Object.hasOwn(object, '__class')) {
      this.#fail('an object of a class is only read, since PHP would run code of its class');
    }
    const entries = Object.entries(object);
    const [[key, hex] = []] = entries;
    if (entries.length === 1 && key === '__hex' && isHex(hex)) {
      this.#string(Buffer.from(hex, 'hex'));
      return;
    }
    this.#text += `a:${entries.length}:{`;
    for (const [name, value] of entries) {
      if (isWholeKey(name)) this.#text += `i:${name};`;
      else this.#string(Buffer.from(name));
      this.#inside(name, value);
    }
    this.#text += '}';
  }

  #inside(part: string | number, value: Json): void {
    this.#path.enter(part);
    if (this.#path.depth > deepest) this.#fail(`it nests deeper than ${deepest} levels`);
    this.value(value);
    this.#path.leave();
  }

  #flush(): void {
    if (this.#text !== '') this.#parts.push(Buffer.from(this.#text));
    this.#text = '';
  }

  #fail(what: string): never {
    throw unencodable('PHP data', this.#path.toString(), what);
  }
}

const isHex = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^(?:[0-9a-f]{2})*$/i.test(value);

function isWholeKey(key: string): boolean {
  if (!wholeKey.test(key)) return false;
  const value = BigInt(key);
  return value >= int64.min && value <= int64.max;
}
