import type { Json, JsonObject } from '../../session.js';
import { newObject } from '../reading/object.js';
import { keyText } from '../reading/text.js';
import { agree } from './agree.js';
import { longestName, parseRegistered } from './expression.js';
import { floatText } from './float.js';
import { nextField, type Reader } from './reader.js';
import { exactText, readFloat, readScalar } from './read-scalar.js';
import type { Stream } from './stream.js';
import { TypeTableWriter } from './type-table.js';
import { escapeKey, wrap } from './typed.js';
import { maxDepth, refTo, type GobType } from './types.js';
import { Zeros } from './zero.js';

/** Reads the values of a stream into JSON: plain, or in the typed form. */
export class ValueReader {
  readonly #stream: Stream;
  readonly #reader: Reader;
  readonly #zeros: Zeros;
  readonly #typed: TypeTableWriter | null;
  readonly #agreed = new Map<string, { id: number; type: GobType }>();
  #depth = 0;
  /** A key that is no text itself is being read, to be written as one. */
  #inKey = false;
  // An empty list or map is a byte here and dozens in memory; no session has that many of them.
  #compounds: number;

  constructor(stream: Stream, typed: boolean) {
    this.#stream = stream;
    this.#reader = stream.reader;
    this.#compounds = 100_000 + stream.reader.bytes.length / 2;
    this.#zeros = new Zeros(stream);
    this.#typed = typed ? new TypeTableWriter(stream) : null;
  }

  /** The `$types` of what was read, in the typed form. */
  get types(): JsonObject | null {
    return this.#typed?.table ?? null;
  }

  /** Reads a value that is a message of its own or the content of an interface value. */
  whole(type: GobType): Json {
    if (type.kind !== 'struct' && this.#reader.uint() !== 0) {
      this.#reader.fail('a value that does not begin with a zero byte', this.#reader.pos - 1);
    }
    return this.value(type);
  }

  /** Reads a value of this type. */
  value(type: GobType): Json {
    if (!type.isCompound) return readScalar(this.#reader, type, this.#typed !== null);
    if (++this.#depth > maxDepth) this.#reader.fail(`values nested deeper than ${maxDepth}`);
    const value = this.#nested(type);
    this.#depth--;
    return value;
  }

  #nested(type: GobType): Json {
    if (type.kind === 'interface') return this.#interface();
    if (--this.#compounds < 0) this.#reader.fail('too many values in too few bytes');
    switch (type.kind) {
      case 'struct':
        return this.#struct(type);
      case 'map':
        return this.#map(type);
      default:
        return this.#list(type);
    }
  }

  /** A value of interface type: the name of its type, descriptions if new, its type and content. */
  #interface(): Json {
    const reader = this.#reader;
    const at = reader.pos;
    const name = reader.text();
    if (name === '') return null;
    if (name.length > longestName) reader.fail(`a type name of more than ${longestName} bytes`, at);
    const id = this.#stream.typeSequence(true);
    // The length of the content: it is there for readers that want to skip it.
    reader.uint();
    const type = this.#type(name, id);
    const value = this.whole(type);
    if (this.#typed === null) return value;
    const isWhole = parseRegistered(name)?.complete === true;
    return wrap(name, value, () => (isWhole ? null : this.expression(type)));
  }

  /** Returns the type as a Go type expression, with its parts in `types`. */
  expression(type: GobType): string {
    return this.#typed?.expression(type) ?? '';
  }

  /** Returns the type with this registered name and number. */
  #type(name: string, id: number): GobType {
    const agreed = this.#agreed.get(name);
    if (agreed?.id === id) return agreed.type;
    const expression = parseRegistered(name);
    const named = expression?.ref ?? refTo(null, name);
    const type = agree(this.#stream, named, this.#stream.type(id));
    this.#agreed.set(name, { id, type });
    return type;
  }

  #struct(type: GobType): Json {
    const { fields } = type;
    const object = newObject();
    let last = -1;
    for (;;) {
      const next = nextField(this.#reader, last, fields.length);
      const to = next < 0 ? fields.length : next;
      if (this.#typed === null && to > last + 1) this.#zeros.fill(type, object, last + 1, to);
      const field = fields[next];
      if (field === undefined) return object;
      const value = this.value(this.#stream.resolve(field.ref));
      object[this.#typed === null ? field.name : escapeKey(field.name)] = value;
      last = next;
    }
  }

  #list(type: GobType): Json {
    const reader = this.#reader;
    const at = reader.pos;
    const count = reader.count();
    if (type.kind === 'array' && count !== type.length) {
      reader.fail(`${count} elements for an array of ${type.length}`, at);
    }
    const elem = this.#stream.resolve(type.elem);
    const values: Json[] = [];
    // Most numbers are read here, without asking for each what it is.
    const isPlainInt = elem.kind === 'int' && elem.bits === 64;
    for (let i = 0; i < count; i++) {
      if (reader.pos >= reader.end) reader.fail('the data ends within a list');
      values.push(isPlainInt ? reader.int() : this.value(elem));
    }
    return values;
  }

  #map(type: GobType): Json {
    const reader = this.#reader;
    // Go has no such keys. As text, each level's quotes would be escaped again, and it would double.
    if (this.#inKey) reader.fail('a map within the key of a map');
    const count = reader.count();
    const key = this.#stream.resolve(type.key);
    const elem = this.#stream.resolve(type.elem);
    if (this.#typed !== null && !hasTextKeys(key)) return this.#entries(count, key, elem);
    const object = newObject();
    for (let i = 0; i < count; i++) {
      if (reader.pos >= reader.end) reader.fail('the data ends within a map');
      const name = this.#key(key);
      object[name] = this.value(elem);
    }
    return object;
  }

  #entries(count: number, key: GobType, elem: GobType): Json {
    const entries: Json[] = [];
    for (let i = 0; i < count; i++) {
      if (this.#reader.pos >= this.#reader.end) this.#reader.fail('the data ends within a map');
      entries.push([this.value(key), this.value(elem)]);
    }
    return entries;
  }

  #key(type: GobType): string {
    if (type.kind === 'float') return floatText(readFloat(this.#reader, type));
    if (type.kind !== 'string') return this.#keyText(type);
    if (this.#typed === null) return this.#reader.text();
    return escapeKey(exactText(this.#reader.slice()));
  }

  #keyText(type: GobType): string {
    const outer = this.#inKey;
    this.#inKey = true;
    const text = keyText(this.value(type));
    this.#inKey = outer;
    return text;
  }
}

function hasTextKeys(key: GobType): boolean {
  return key.kind === 'string' || key.kind === 'int' || key.kind === 'uint' || key.kind === 'bool';
}
