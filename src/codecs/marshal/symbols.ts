import type { Json } from '../../session.js';
import type { Reader } from '../reading/reader.js';
import { keyText } from '../reading/text.js';
import { byteSequence, fixnum } from './scalars.js';
import { decodeString } from './string.js';

/** Variables of a value, by their names; what an `I` before it announces. */
export type Variables = ReadonlyMap<string, Json>;

export const noVariables: Variables = new Map();

/** The symbols of a stream: each is written once, and after that by its number. */
export class Symbols {
  readonly #reader: Reader;
  readonly #readVariables: () => Variables;
  readonly #symbols: string[] = [];

  constructor(reader: Reader, readVariables: () => Variables) {
    this.#reader = reader;
    this.#readVariables = readVariables;
  }

  /** Reads a symbol where there must be one: a name. */
  read(): string {
    const at = this.#reader.pos;
    const kind = String.fromCharCode(this.#reader.byte());
    if (kind === ':') return this.fresh(false);
    if (kind === ';') return this.known();
    if (kind === 'I' && this.#reader.byte() === 0x3a) return this.fresh(true);
    return this.#reader.fail('an invalid name', at);
  }

  /** Reads a symbol that was not there before. */
  fresh(hasVariables: boolean): string {
    const bytes = byteSequence(this.#reader);
    const index = this.#symbols.push('') - 1;
    const text = decodeString(bytes, hasVariables ? this.#readVariables() : noVariables);
    const symbol = keyText(text);
    this.#symbols[index] = symbol;
    return symbol;
  }

  /** Reads the number of a symbol. */
  known(): string {
    const at = this.#reader.pos;
    const symbol = this.#symbols[fixnum(this.#reader)];
    if (symbol === undefined) return this.#reader.fail('a symbol that is not there', at);
    this.#reader.spend(symbol.length);
    return symbol;
  }
}
