import { undecodable } from './failure.js';

/** The deepest nesting that is read. No session has as much; more overflows the stack of readers. */
export const deepest = 1000;

/** What each kind of value may cost of the budget, about as many bytes as it takes to print. */
export const cost = { scalar: 8, compound: 64 } as const;

/**
 * A hostile payload, read from a buffer by index: `pos` is the next byte.
 *
 * It also keeps the two accounts that bound what a payload can be made to cost: how deep the
 * values nest, and how much there is of them. The second grows with the payload's length, since
 * a byte or two may stand for a list, or for another value over again.
 */
export class Reader {
  readonly bytes: Buffer;
  pos = 0;
  /** The format in words: what an error says that the payload is not. */
  readonly format: string;
  #depth = 0;
  #budget: number;

  constructor(payload: Uint8Array, format: string) {
    this.bytes = bufferOf(payload);
    this.format = format;
    this.#budget = 4 * 1024 * 1024 + this.bytes.length * 24;
  }

  /** Throws that the payload is damaged, at the byte in hand or the one given. */
  fail(what: string, at = this.pos): never {
    throw undecodable(this.format, at, what);
  }

  /** How many bytes are left. */
  get left(): number {
    return this.bytes.length - this.pos;
  }

  /** Returns the next byte without going on; -1 at the end. */
  peek(): number {
    return this.bytes[this.pos] ?? -1;
  }

  /** Reads a byte. */
  byte(): number {
    const byte = this.bytes[this.pos];
    if (byte === undefined) this.fail('it ends too early');
    this.pos++;
    return byte;
  }

  /** Reads so many bytes, without copying them. */
  slice(length: number, at = this.pos): Buffer {
    if (length < 0 || length > this.left) {
      this.fail(`a length of ${length} where ${this.left} bytes are left`, at);
    }
    this.pos += length;
    return this.bytes.subarray(this.pos - length, this.pos);
  }

  /** Reads up to a byte that must be there, and goes past it. */
  until(end: number, longest: number, what: string): string {
    const found = this.bytes.indexOf(end, this.pos);
    if (found < 0 || found - this.pos > longest) this.fail(`${what} without an end`);
    const text = this.bytes.toString('latin1', this.pos, found);
    this.pos = found + 1;
    return text;
  }

  /** Checks a number of elements, each of which takes at least so many bytes of what is left. */
  count(count: number, bytesEach: number, at = this.pos): number {
    if (count < 0 || count * bytesEach > this.left) {
      this.fail(`${count} elements where ${this.left} bytes are left`, at);
    }
    return count;
  }

  /** Takes what a value costs from the budget. */
  spend(amount: number): void {
    this.#budget -= amount;
    if (this.#budget < 0) this.fail('more values than a payload of its size has');
  }

  /** Goes a level down. */
  enter(): void {
    if (++this.#depth > deepest) this.fail(`values nested deeper than ${deepest} levels`);
  }

  /** Comes a level up. */
  leave(): void {
    this.#depth--;
  }
}

/** Returns the bytes as a Buffer, without copying them. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
