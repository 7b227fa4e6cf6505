/** The primitives of a gob stream, put together in a buffer that grows. */
export class Writer {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Returns what was written; it is no longer good once more is. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  byte(byte: number): void {
    this.#grow(1);
    this.#bytes[this.#length++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes an unsigned integer: up to 127 in a byte, else as few bytes as it has after their count. */
  uint(value: number | bigint): void {
    if (value <= 0x7f) {
      this.byte(Number(value));
      return;
    }
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigUInt64BE(BigInt(value));
    this.#significant(bytes);
  }

  /** Writes a signed integer: shifted by one, its sign in the lowest bit. */
  int(value: number | bigint): void {
    if (typeof value === 'number' && Math.abs(value) < 2 ** 51) {
      this.uint(value < 0 ? -2 * value - 1 : 2 * value);
      return;
    }
    const wide = BigInt(value);
    this.uint(wide < 0n ? (~wide << 1n) | 1n : wide << 1n);
  }

  /** Writes a float: its eight bytes reversed, as an unsigned integer. */
  float(value: number): void {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeDoubleLE(value);
    // Go's NaN has its lowest bit set, JavaScript's has not.
    if (Number.isNaN(value)) bytes[0] = 1;
    this.#significant(bytes);
  }

  /** Writes bytes, or text as UTF-8, with their length before them. */
  slice(content: Uint8Array | string): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.uint(bytes.length);
    this.append(bytes);
  }

  #significant(bytes: Buffer): void {
    let skip = 0;
    while (skip < 7 && bytes[skip] === 0) skip++;
    const first = bytes[skip] ?? 0;
    if (skip === 7 && first <= 0x7f) {
      this.byte(first);
      return;
    }
    this.byte(256 - (8 - skip));
    this.append(bytes.subarray(skip));
  }

  #grow(by: number): void {
    if (this.#length + by <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + by));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}
