import { undecodable } from '../reading/failure.js';
import { bufferOf } from '../reading/reader.js';
import { whole } from '../reading/whole.js';

const scratch = new DataView(new ArrayBuffer(8));

/**
 * The primitives of a gob stream, read from a buffer by index.
 *
 * `pos` is the next byte, `end` the end of the message in hand: gob cuts a stream into messages,
 * each with its length before it. The encoding is that of Go's encoding/gob (doc.go).
 */
export class Reader {
  readonly bytes: Buffer;
  pos = 0;
  end = 0;
  #latin1: string | undefined;

  constructor(payload: Uint8Array) {
    this.bytes = bufferOf(payload);
  }

  /** Throws that the payload is damaged, at the byte in hand or the one given. */
  fail(what: string, at = this.pos): never {
    throw undecodable('a gob', at, what);
  }

  /** Goes into the next message. */
  nextMessage(): void {
    this.end = this.bytes.length;
    const at = this.pos;
    const length = this.uint();
    const left = this.bytes.length - this.pos;
    if (length > left) this.fail(`a message of ${String(length)} bytes where ${left} are left`, at);
    this.end = this.pos + Number(length);
  }

  /** Reads an unsigned integer of up to 64 bits; a bigint where a number would not be exact. */
  uint(): number | bigint {
    if (this.pos >= this.end) this.fail('the data ends too early');
    const first = this.bytes[this.pos] ?? 0;
    if (first <= 0x7f) {
      this.pos++;
      return first;
    }
    const size = this.#size(first);
    const { bytes, pos } = this;
    this.pos = pos + 1 + size;
    if (size <= 6) {
      let value = 0;
      for (let i = pos + 1; i <= pos + size; i++) value = value * 256 + (bytes[i] ?? 0);
      return value;
    }
    const high = bytes.readUIntBE(pos + 1, size - 4);
    const low = bytes.readUInt32BE(pos + size - 3);
    return high < 0x200000 ? high * 0x100000000 + low : (BigInt(high) << 32n) | BigInt(low);
  }

  /** Reads a signed integer of up to 64 bits; a bigint where a number would not be exact. */
  int(): number | bigint {
    const u = this.uint();
    if (u <= 0x7fffffff) {
      const small = Number(u);
      return (small & 1) === 0 ? small >> 1 : ~(small >> 1);
    }
    if (typeof u === 'number') return u % 2 === 0 ? u / 2 : -(u + 1) / 2;
    return whole((u & 1n) === 0n ? u >> 1n : ~(u >> 1n));
  }

  /** Reads a type's number. */
  typeId(): number {
    const at = this.pos;
    const id = this.int();
    if (typeof id === 'bigint' || id > 0x7fffffff || id < -0x80000000) {
      this.fail('a type number out of range', at);
    }
    return id;
  }

  /** Reads a 64-bit float: its bytes stand reversed, so that round numbers are short. */
  float(): number {
    if (this.pos >= this.end) this.fail('the data ends too early');
    const first = this.bytes[this.pos] ?? 0;
    const size = first <= 0x7f ? 0 : this.#size(first);
    const start = size === 0 ? this.pos : this.pos + 1;
    this.pos += 1 + size;
    if (size === 8) return this.bytes.readDoubleLE(start);
    scratch.setFloat64(0, 0);
    for (let i = start; i < this.pos; i++) {
      scratch.setUint8(8 - this.pos + i, this.bytes[i] ?? 0);
    }
    return scratch.getFloat64(0, true);
  }

  /** Reads a length in bytes, all of which are there. */
  length(): number {
    const at = this.pos;
    const length = this.uint();
    const left = this.end - this.pos;
    if (length > left) this.fail(`a length of ${String(length)} where ${left} bytes are left`, at);
    return Number(length);
  }

  /** Reads a number of elements, each of which must take a byte of what is left of the payload. */
  count(): number {
    const at = this.pos;
    const count = this.uint();
    const left = this.bytes.length - this.pos;
    if (count > left) this.fail(`${String(count)} elements where ${left} bytes are left`, at);
    return Number(count);
  }

  /** Reads bytes with their length before them, without copying them. */
  slice(): Buffer {
    const length = this.length();
    const start = this.pos;
    this.pos = start + length;
    return this.bytes.subarray(start, this.pos);
  }

  /** Reads text with its length before it; what is not UTF-8 comes out as U+FFFD. */
  text(): string {
    const length = this.length();
    const { bytes, pos } = this;
    const end = (this.pos = pos + length);
    for (let i = pos; i < end; i++) {
      if ((bytes[i] ?? 0) > 0x7f) return bytes.toString('utf8', pos, end);
    }
    return this.latin1.slice(pos, end);
  }

  /** The payload, a character a byte: to cut ASCII out of it takes a fifth of the time of decoding. */
  get latin1(): string {
    this.#latin1 ??= this.bytes.toString('latin1');
    return this.#latin1;
  }

  #size(first: number): number {
    const size = 256 - first;
    if (size > 8) this.fail('an integer of more than 8 bytes');
    if (this.end - this.pos <= size) this.fail('the data ends within an integer');
    return size;
  }
}

/** Reads which field of a struct comes next: the one after `last` by a delta; -1 at the end. */
export function nextField(reader: Reader, last: number, fields: number): number {
  // Like Go, take the end of a message for the end of the struct.
  if (reader.pos >= reader.end) return -1;
  const at = reader.pos;
  const delta = reader.uint();
  if (delta === 0) return -1;
  if (delta >= fields - last) reader.fail('a field number that the type does not have', at);
  return last + Number(delta);
}
