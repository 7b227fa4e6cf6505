import type { Json } from '../../session.js';
import { newObject } from '../reading/object.js';
import { cost, type Reader } from '../reading/reader.js';
import { lineUntil, literal } from './scalars.js';

/** Every value by the order in which it began, for the references to it; the first is number 1. */
export class Slots {
  readonly #reader: Reader;
  readonly #values: Json[] = [];
  /** The last number that is surely right: an object that wrote itself may hold more that count. */
  #last = Infinity;
  /** Whether there was a reference. */
  areUsed = false;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Keeps the next number for a value that begins, and gives its index. */
  begin(): number {
    return this.#values.push(null) - 1;
  }

  put(index: number, value: Json): void {
    this.#values[index] = value;
  }

  /** Notes that there may be values that only an object's class can count. */
  lose(): void {
    this.#last = Math.min(this.#last, this.#values.length);
  }

  /** Reads `:number;`: what it refers to, or `{"__ref": number}` where that cannot be told. */
  read(): Json {
    const reader = this.#reader;
    literal(reader, ':');
    const at = reader.pos;
    const digits = lineUntil(reader, ';');
    const number = /^\d{1,15}$/.test(digits) ? Number(digits) : 0;
    this.areUsed = true;
    reader.spend(cost.compound);
    if (number > this.#last) {
      const mark = newObject();
      mark['__ref'] = number;
      return mark;
    }
    const value = this.#values[number - 1];
    return value === undefined
      ? reader.fail('a reference to a value that is not there', at)
      : value;
  }
}
