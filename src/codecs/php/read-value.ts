import type { Json, JsonObject } from '../../session.js';
import { newObject } from '../reading/object.js';
import { cost, type Reader } from '../reading/reader.js';
import { keyText, textOrHex } from '../reading/text.js';
import { withInstant } from './datetime.js';
import { boolean, float, length, lengthedBytes, literal, whole } from './scalars.js';
import { Slots } from './slots.js';

/** Reads serialized values into JSON. */
export class ValueReader {
  readonly #reader: Reader;
  readonly slots: Slots;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.slots = new Slots(reader);
  }

  /** Reads a value. */
  value(): Json {
    const reader = this.#reader;
    const at = reader.pos;
    const kind = String.fromCharCode(reader.byte());
    switch (kind) {
      case 'a':
        return this.#array();
      case 'O':
        return this.#object();
      case 'R':
        return this.slots.read();
      case 'C':
        return this.#opaque();
      default: {
        const slot = this.slots.begin();
        const value = kind === 'r' ? this.slots.read() : this.#scalar(kind, at);
        this.slots.put(slot, value);
        return value;
      }
    }
  }

  #scalar(kind: string, at: number): Json {
    const reader = this.#reader;
    reader.spend(cost.scalar);
    switch (kind) {
      case 'N':
        literal(reader, ';');
        return null;
      case 'b':
        return boolean(reader);
      case 'i':
        literal(reader, ':');
        return whole(reader);
      case 'd':
        literal(reader, ':');
        return float(reader);
      case 's':
      case 'S':
        return this.#string(kind === 'S');
      case 'E':
        return this.#enumCase();
      default:
        return reader.fail('a value of a kind that there is not', at);
    }
  }

  #string(isEscaped: boolean): Json {
    const bytes = lengthedBytes(this.#reader, isEscaped);
    this.#reader.spend(bytes.length);
    literal(this.#reader, ';');
    return textOrHex(bytes);
  }

  #enumCase(): Json {
    const reader = this.#reader;
    const at = reader.pos;
    const [name = '', ...rest] = lengthedBytes(reader, false).toString().split(':');
    literal(reader, ';');
    if (rest.length !== 1) reader.fail('an enum case without a name', at);
    const object = this.#classed(name);
    object['case'] = rest[0] ?? '';
    return object;
  }

  #array(): Json {
    const reader = this.#reader;
    const slot = this.slots.begin();
    reader.spend(cost.compound);
    const count = this.count();
    const list: Json[] = [];
    this.slots.put(slot, list);
    let object: JsonObject | null = null;
    reader.enter();
    for (let i = 0; i < count; i++) {
      const key = this.key();
      if (object === null && key !== i) {
        object = Object.assign(newObject(), list);
        this.slots.put(slot, object);
      }
      if (object === null) list.push(this.value());
      else object[keyText(key)] = this.value();
    }
    reader.leave();
    literal(reader, '}');
    return object ?? list;
  }

  #object(): Json {
    const reader = this.#reader;
    const slot = this.slots.begin();
    const object = this.#classed(this.#className());
    this.slots.put(slot, object);
    const count = this.count();
    reader.enter();
    for (let i = 0; i < count; i++) {
      const name = this.#propertyName(object, keyText(this.key()));
      object[name] = this.value();
    }
    reader.leave();
    literal(reader, '}');
    return withInstant(object);
  }

  /** An object that wrote itself as it pleased (Serializable). */
  #opaque(): Json {
    const reader = this.#reader;
    const slot = this.slots.begin();
    const object = this.#classed(this.#className());
    const size = length(reader);
    literal(reader, '{');
    const bytes = reader.slice(size);
    literal(reader, '}');
    reader.spend(size);
    object['data'] = textOrHex(bytes);
    this.slots.put(slot, object);
    this.slots.lose();
    return object;
  }

  #classed(name: string): JsonObject {
    this.#reader.spend(cost.compound + name.length);
    const object = newObject();
    object['__class'] = name;
    return object;
  }

  #className(): string {
    return lengthedBytes(this.#reader, false).toString();
  }

  /** Reads `:number:{`, what an array or an object begins with. */
  count(): number {
    const reader = this.#reader;
    const at = reader.pos;
    // The shortest entry is a key such as `i:0;` and a value such as `N;`.
    const count = reader.count(length(reader), 6, at);
    literal(reader, '{');
    return count;
  }

  /** Reads a key: a whole number or a string, neither of which counts for references. */
  key(): Json {
    const reader = this.#reader;
    const at = reader.pos;
    const kind = String.fromCharCode(reader.byte());
    if (kind !== 'i' && kind !== 's' && kind !== 'S') reader.fail('an invalid key', at);
    return this.#scalar(kind, at);
  }

  /** Takes PHP's marks of visibility off a name, unless there is a property of that name already. */
  #propertyName(object: JsonObject, name: string): string {
    const [, of, plain] = /^\0([^\0]+)\0(.*)$/s.exec(name) ?? [];
    const short = plain ?? name;
    if (!Object.hasOwn(object, short)) return short;
    return `${of ?? '*'}::${short}`;
  }
}
