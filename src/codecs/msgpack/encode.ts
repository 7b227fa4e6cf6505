import type { Json, JsonObject } from '../../session.js';
import { parseBase64 } from '../reading/base64.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import { Path } from '../reading/path.js';
import { rawContent } from '../reading/raw-bytes.js';
import { deepest } from '../reading/reader.js';
import { int64, uint64Max, whole } from '../reading/whole.js';

/** Returns the bytes for these values, each in its shortest form. */
export function encodeMsgpack(data: Json): Buffer {
  if (!isObject(data)) {
    throw unencodable('MessagePack', '', 'a session is an object of keys and values');
  }
  return encodeValue(data);
}

/** Returns the bytes for one value of any kind. */
export function encodeValue(value: Json): Buffer {
  const writer = new Writer();
  writer.value(value);
  return Buffer.concat(writer.parts);
}

/** The first bytes of a kind of value: with its size in it, and with 1, 2 and 4 bytes of size. */
interface Heads {
  readonly short: number;
  readonly shortest: number;
  readonly sized: readonly [number | null, number, number];
}

const heads = {
  text: { short: 0xa0, shortest: 31, sized: [0xd9, 0xda, 0xdb] },
  bytes: { short: 0, shortest: -1, sized: [0xc4, 0xc5, 0xc6] },
  list: { short: 0x90, shortest: 15, sized: [null, 0xdc, 0xdd] },
  map: { short: 0x80, shortest: 15, sized: [null, 0xde, 0xdf] },
  extension: { short: 0, shortest: -1, sized: [0xc7, 0xc8, 0xc9] },
} as const satisfies Record<string, Heads>;

class Writer {
  readonly parts: Buffer[] = [];
  readonly #path = new Path();

  value(json: Json): void {
    if (json === null) this.parts.push(Buffer.of(0xc0));
    else if (typeof json === 'boolean') this.parts.push(Buffer.of(json ? 0xc3 : 0xc2));
    else if (typeof json === 'string') this.#sized(heads.text, Buffer.from(json));
    else if (typeof json === 'number') this.#number(json);
    else if (typeof json === 'bigint') this.#whole(json);
    else if (Array.isArray(json)) this.#list(json);
    else this.#object(json);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value))
      this.parts.push(packed(0xcb, 8, (b) => b.writeDoubleBE(value, 1)));
    else if (value >= 0) this.parts.push(unsigned(value));
    else this.parts.push(negative(value));
  }

  #whole(value: bigint): void {
    if (value > uint64Max || value < int64.min) this.#fail('MessagePack has no number as large');
    const exact = whole(value);
    if (typeof exact === 'number') this.#number(exact);
    else if (value > 0n) this.parts.push(packed(0xcf, 8, (b) => b.writeBigUInt64BE(value, 1)));
    else this.parts.push(packed(0xd3, 8, (b) => b.writeBigInt64BE(value, 1)));
  }

  #list(values: readonly Json[]): void {
    this.#head(heads.list, values.length);
    for (const [index, value] of values.entries()) this.#inside(index, value);
  }

  #object(object: JsonObject): void {
    const special = specialOf(object);
    if (special !== null) {
      if (special.isExtension) this.#extension(special.bytes);
      else this.#sized(heads.bytes, special.bytes);
      return;
    }
    const entries = Object.entries(object);
    this.#head(heads.map, entries.length);
    for (const [key, value] of entries) {
      this.#sized(heads.text, Buffer.from(key));
      this.#inside(key, value);
    }
  }

  #inside(part: string | number, value: Json): void {
    this.#path.enter(part);
    if (this.#path.depth > deepest) this.#fail(`it nests deeper than ${deepest} levels`);
    this.value(value);
    this.#path.leave();
  }

  #sized(kind: Heads, bytes: Buffer): void {
    this.#head(kind, bytes.length);
    this.parts.push(bytes);
  }

  /** Writes an extension: its type stands first, and is not counted in its size. */
  #extension(bytes: Buffer): void {
    const size = bytes.length - 1;
    const fixed = [1, 2, 4, 8, 16].indexOf(size);
    if (fixed >= 0) this.parts.push(Buffer.of(0xd4 + fixed));
    else this.#head(heads.extension, size);
    this.parts.push(bytes);
  }

  #head({ short, shortest, sized: [one, two, four] }: Heads, size: number): void {
    if (size <= shortest) this.parts.push(Buffer.of(short | size));
    else if (one !== null && size <= 0xff) this.parts.push(Buffer.of(one, size));
    else if (size <= 0xffff) this.parts.push(packed(two, 2, (b) => b.writeUInt16BE(size, 1)));
    else this.parts.push(packed(four, 4, (b) => b.writeUInt32BE(size, 1)));
  }

  #fail(what: string): never {
    throw unencodable('MessagePack', this.#path.toString(), what);
  }
}

function unsigned(value: number): Buffer {
  if (value <= 0x7f) return Buffer.of(value);
  if (value <= 0xff) return Buffer.of(0xcc, value);
  if (value <= 0xffff) return packed(0xcd, 2, (b) => b.writeUInt16BE(value, 1));
  if (value <= 0xffffffff) return packed(0xce, 4, (b) => b.writeUInt32BE(value, 1));
  return packed(0xcf, 8, (b) => b.writeBigUInt64BE(BigInt(value), 1));
}

function negative(value: number): Buffer {
  if (value >= -32) return Buffer.of(value & 0xff);
  if (value >= -0x80) return packed(0xd0, 1, (b) => b.writeInt8(value, 1));
  if (value >= -0x8000) return packed(0xd1, 2, (b) => b.writeInt16BE(value, 1));
  if (value >= -0x80000000) return packed(0xd2, 4, (b) => b.writeInt32BE(value, 1));
  return packed(0xd3, 8, (b) => b.writeBigInt64BE(BigInt(value), 1));
}

function packed(head: number, size: number, write: (bytes: Buffer) => number): Buffer {
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = head;
  write(bytes);
  return bytes;
}

/** Returns the bytes that an object stands for: `{"$bytes": …}`, `{"__ext": …, "data": …}`. */
function specialOf(object: JsonObject): { isExtension: boolean; bytes: Buffer } | null {
  const raw = rawContent(object);
  if (raw !== null) return { isExtension: false, bytes: raw };
  if (Object.keys(object).sort().join() !== '__ext,data') return null;
  const type = object['__ext'];
  const bytes = parseBase64(object['data']);
  if (bytes === null || typeof type !== 'number' || !(type >= -128 && type <= 127)) return null;
  if (!Number.isInteger(type)) return null;
  return { isExtension: true, bytes: Buffer.concat([Buffer.of(type & 0xff), bytes]) };
}
