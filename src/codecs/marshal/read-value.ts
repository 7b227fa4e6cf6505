import type { Json, JsonObject } from '../../session.js';
import { newObject } from '../reading/object.js';
import { cost, type Reader } from '../reading/reader.js';
import { keyText } from '../reading/text.js';
import { noVariables, Symbols, type Variables } from './symbols.js';
import { expand } from '../reading/expand.js';
import { Links } from './links.js';
import { bignum, byteSequence, count, fixnum, float } from './scalars.js';
import { decodeString } from './string.js';
import { selfMarshalled, selfWritten } from './known.js';

/** Reads values into JSON. */
export class ValueReader {
  readonly #reader: Reader;
  readonly #symbols: Symbols;
  readonly links: Links;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.links = new Links(reader);
    this.#symbols = new Symbols(reader, () => this.#variables());
  }

  /** Reads a value. */
  value(): Json {
    return this.#wrapped(false);
  }

  /** `hasVariables` says that variables follow, which belong to the next string, regexp or object. */
  #value(hasVariables: boolean): Json {
    const reader = this.#reader;
    const at = reader.pos;
    const kind = String.fromCharCode(reader.byte());
    reader.spend(cost.scalar);
    switch (kind) {
      case '"':
        return this.#string(hasVariables);
      case ':':
        return this.#symbols.fresh(hasVariables);
      case '/':
        return this.#regexp(hasVariables);
      case 'u':
        return this.#selfWritten(hasVariables);
      case 'I':
        return this.#wrapped(true);
      case 'C':
      case 'e':
        // The class or module that a string, array or hash is of besides.
        this.#symbols.read();
        return this.#wrapped(hasVariables);
      default: {
        const value = this.#plain(kind, at);
        if (hasVariables) this.#variables();
        return value;
      }
    }
  }

  #wrapped(hasVariables: boolean): Json {
    this.#reader.enter();
    const value = this.#value(hasVariables);
    this.#reader.leave();
    return value;
  }

  #plain(kind: string, at: number): Json {
    const reader = this.#reader;
    switch (kind) {
      case '0':
        return null;
      case 'T':
      case 'F':
        return kind === 'T';
      case 'i':
        return fixnum(reader);
      case ';':
        return this.#symbols.known();
      case '@':
        return this.links.read();
      case 'f':
        return this.links.add(float(reader));
      case 'l':
        return this.links.add(bignum(reader));
      case '[':
        return this.#array();
      case '{':
      case '}':
        return this.#hash(kind === '}');
      case 'o':
      case 'S':
        return this.#object();
      case 'U':
      case 'd':
        return this.#selfMarshalled();
      case 'c':
      case 'm':
      case 'M':
        return this.#module(kind);
      default:
        return reader.fail('a value of a kind that there is not', at);
    }
  }

  #variables(): Variables {
    const variables = new Map<string, Json>();
    for (let left = count(this.#reader, 2); left > 0; left--) {
      const name = this.#symbols.read();
      variables.set(name, this.value());
    }
    return variables;
  }

  #string(hasVariables: boolean): Json {
    const bytes = byteSequence(this.#reader);
    const index = this.links.begin(null);
    const text = decodeString(bytes, hasVariables ? this.#variables() : noVariables);
    this.links.put(index, text);
    return text;
  }

  #regexp(hasVariables: boolean): Json {
    const object = this.#classed('Regexp');
    const bytes = byteSequence(this.#reader);
    object['options'] = this.#reader.byte();
    object['source'] = decodeString(bytes, hasVariables ? this.#variables() : noVariables);
    return object;
  }

  #array(): Json {
    const list: Json[] = this.links.add([]);
    this.#reader.spend(cost.compound);
    for (let left = count(this.#reader, 1); left > 0; left--) list.push(this.value());
    return list;
  }

  #hash(hasDefault: boolean): Json {
    const hash = this.links.add(newObject());
    this.#reader.spend(cost.compound);
    for (let left = count(this.#reader, 2); left > 0; left--) {
      const key = this.value();
      hash[this.#keyText(key)] = this.value();
    }
    // What the hash gives for keys that it has not.
    if (hasDefault) this.value();
    return hash;
  }

  #keyText(key: Json): string {
    return keyText(typeof key === 'object' ? expand(key, this.#reader) : key);
  }

  #object(): Json {
    const object = this.#classed(this.#symbols.read());
    for (let left = count(this.#reader, 2); left > 0; left--) {
      const name = this.#symbols.read().replace(/^@/, '');
      object[name === '__class' ? '@__class' : name] = this.value();
    }
    return object;
  }

  /** An object that gave another value to be written in its place (marshal_dump). */
  #selfMarshalled(): Json {
    const object = newObject();
    const index = this.links.begin(object);
    const name = this.#named(object, this.#symbols.read());
    object['data'] = this.value();
    const value = selfMarshalled(name, object['data']) ?? object;
    this.links.put(index, value);
    return value;
  }

  /** An object that wrote itself as bytes (_dump). It counts for links after its variables. */
  #selfWritten(hasVariables: boolean): Json {
    const object = newObject();
    const name = this.#named(object, this.#symbols.read());
    const bytes = byteSequence(this.#reader);
    const variables = hasVariables ? this.#variables() : noVariables;
    const known = selfWritten(name, bytes, variables);
    object['data'] = decodeString(bytes, variables);
    return this.links.add(known ?? object);
  }

  #module(kind: string): Json {
    const object = this.#classed(kind === 'c' ? 'Class' : 'Module');
    object['name'] = byteSequence(this.#reader).toString();
    return object;
  }

  #classed(name: string): JsonObject {
    const object = this.links.add(newObject());
    this.#named(object, name);
    return object;
  }

  #named(object: JsonObject, name: string): string {
    this.#reader.spend(cost.compound);
    object['__class'] = name;
    return name;
  }
}
