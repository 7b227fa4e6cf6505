import type { Json } from '../../session.js';
import type { Reader } from '../reading/reader.js';
import { fixnum } from './scalars.js';

/** The values that links refer to, by the order in which they began. */
export class Links {
  readonly #reader: Reader;
  readonly #values: Json[] = [];
  /** Whether there was a link. */
  areUsed = false;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Takes the next number for a value. */
  add<T extends Json>(value: T): T {
    this.#values.push(value);
    return value;
  }

  /** Takes the next number for a value that begins, and gives its index. */
  begin(value: Json): number {
    return this.#values.push(value) - 1;
  }

  put(index: number, value: Json): void {
    this.#values[index] = value;
  }

  /** Reads the number of a value. */
  read(): Json {
    const at = this.#reader.pos;
    const value = this.#values[fixnum(this.#reader)];
    if (value === undefined) return this.#reader.fail('a link to a value that is not there', at);
    this.areUsed = true;
    return value;
  }
}
