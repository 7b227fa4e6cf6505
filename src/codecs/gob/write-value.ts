import type { Json, JsonObject } from '../../session.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import { Path } from '../reading/path.js';
import { TypeDescriber, typeOf } from './describe.js';
import type { Lookup } from './expression.js';
import { contentOf, isRegistered, registerWarning, takeApart } from './interface-value.js';
import { readExpression } from './type-table.js';
import { unescapeKey } from './typed.js';
import { maxDepth, type Field, type GobType } from './types.js';
import { writeScalar } from './write-scalar.js';
import { Writer } from './writer.js';

interface IndexedField extends Field {
  readonly index: number;
}

/** Writes JSON as gob values, by their types. */
export class ValueWriter {
  readonly describer = new TypeDescriber();
  readonly #lookup: Lookup;
  readonly #path = new Path();
  readonly #warnings = new Map<string, string>();
  readonly #indexes = new Map<GobType, ReadonlyMap<string, IndexedField>>();
  #depth = 0;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /** What the application must have done to read what was written, a sentence each. */
  get warnings(): string[] {
    return [...this.#warnings.values()];
  }

  /** Writes a message's own value, or an interface value's content, to `message`. */
  whole(type: GobType, json: Json | undefined, message: Writer, out: Writer): void {
    if (type.kind !== 'struct') message.byte(0);
    this.value(type, json, message, out);
  }

  /**
   * Writes a value to `message`.
   *
   * Where a type in it has to be described first, the message goes to `out` up to there: Go cuts
   * it in two, and so does this.
   */
  value(type: GobType, json: Json | undefined, message: Writer, out: Writer): void {
    if (!type.isCompound) {
      const wrong = writeScalar(message, type, json);
      if (wrong !== null) this.#fail(wrong);
      return;
    }
    if (++this.#depth > maxDepth) this.#fail(`it is nested deeper than ${maxDepth}`);
    if (type.kind === 'interface') this.#interface(json, message, out);
    else if (type.kind === 'struct') this.#struct(type, json, message, out);
    else if (type.kind === 'map') this.#map(type, json, message, out);
    else this.#list(type, json, message, out);
    this.#depth--;
  }

  /** Writes the values of a gob that is no session: what `$gob` lists, a message each. */
  top(data: JsonObject, out: Writer): void {
    this.#path.enter('$gob');
    const list = data['$gob'];
    const isAlone = Object.keys(data).every((key) => key === '$gob' || key === '$types');
    if (!isAlone || !Array.isArray(list)) {
      this.#fail('it is a list, with nothing beside but $types');
    }
    for (const [i, item] of list.entries()) {
      this.#path.enter(i);
      if (!isObject(item)) this.#fail('a value at the top has a "$wire" and a "$value"');
      const ref = readExpression(this.#path.toString(), item['$wire'], this.#lookup);
      const message = new Writer();
      const type = typeOf(ref);
      this.describer.send(type, message, out);
      message.int(this.describer.id(type));
      this.whole(type, contentOf(item), message, out);
      out.slice(message.view());
      this.#path.leave();
    }
    this.#path.leave();
  }

  #interface(json: Json | undefined, message: Writer, out: Writer): void {
    if (json === null) {
      message.byte(0);
      return;
    }
    const { name, type, content } = takeApart(json, this.#lookup, this.#path);
    this.#warn(name);
    message.slice(name);
    this.describer.send(type, message, out);
    message.int(this.describer.id(type));
    const inner = new Writer();
    this.whole(type, content, inner, message);
    message.slice(inner.view());
  }

  #struct(type: GobType, json: Json | undefined, message: Writer, out: Writer): void {
    if (!isObject(json)) this.#fail('a struct is an object');
    const indexes = this.#fieldIndexes(type);
    const members = this.#members(json).map(([key, value]) => {
      const field = indexes.get(String(key));
      if (field === undefined) {
        this.#path.enter(String(key));
        this.#fail('the struct has no such field');
      }
      return { ...field, value };
    });
    let last = -1;
    for (const { index, name, ref, value } of members.sort((a, b) => a.index - b.index)) {
      message.uint(index - last);
      last = index;
      this.#path.enter(name);
      this.value(typeOf(ref), value, message, out);
      this.#path.leave();
    }
    message.byte(0);
  }

  #fieldIndexes(type: GobType): ReadonlyMap<string, IndexedField> {
    let indexes = this.#indexes.get(type);
    if (indexes === undefined) {
      indexes = new Map(type.fields.map((field, index) => [field.name, { ...field, index }]));
      this.#indexes.set(type, indexes);
    }
    return indexes;
  }

  #list(type: GobType, json: Json | undefined, message: Writer, out: Writer): void {
    if (!Array.isArray(json)) this.#fail(`${type.go} is an array`);
    if (type.kind === 'array' && json.length !== type.length) {
      this.#fail(`${type.go} has ${type.length} elements`);
    }
    const elem = typeOf(type.elem);
    message.uint(json.length);
    for (let i = 0; i < json.length; i++) {
      this.#path.enter(i);
      this.value(elem, json[i], message, out);
      this.#path.leave();
    }
  }

  #map(type: GobType, json: Json | undefined, message: Writer, out: Writer): void {
    const [key, elem] = [typeOf(type.key), typeOf(type.elem)];
    if (Array.isArray(json)) {
      this.#entries(key, elem, json, message, out);
      return;
    }
    if (!isObject(json)) this.#fail(`${type.go} is an object`);
    const members = this.#members(json);
    message.uint(members.length);
    for (const [name, value] of members) {
      this.#path.enter(String(name));
      if (typeof name === 'string') this.value(key, keyJson(key, name), message, out);
      else if (key.kind === 'string') message.slice(name);
      else this.#fail('only text has keys of bytes');
      this.value(elem, value, message, out);
      this.#path.leave();
    }
  }

  #entries(key: GobType, elem: GobType, json: Json[], message: Writer, out: Writer): void {
    message.uint(json.length);
    for (const [i, entry] of json.entries()) {
      this.#path.enter(i);
      if (!Array.isArray(entry) || entry.length !== 2) this.#fail('an entry is [key, value]');
      this.value(key, entry[0], message, out);
      this.value(elem, entry[1], message, out);
      this.#path.leave();
    }
  }

  /** Returns an object's keys, as the session has them, and values. */
  #members(json: JsonObject): [string | Buffer, Json | undefined][] {
    return Object.keys(json)
      .filter((key) => key !== '$types' || this.#path.depth > 0)
      .map((key) => {
        const name = unescapeKey(key);
        if (name === null) {
          this.#path.enter(key);
          this.#fail('a key that begins with $ is written with two of them, as in "$$ref"');
        }
        return [name, json[key]];
      });
  }

  #warn(name: string): void {
    const key = this.#path.top();
    if (isRegistered(name) || this.#warnings.has(`${key} ${name}`)) return;
    this.#warnings.set(`${key} ${name}`, registerWarning(key, name));
  }

  #fail(what: string): never {
    throw unencodable('gob', this.#path.toString(), what);
  }
}

/** Returns the key of a map for its text in JSON; numbers are taken as text anyway. */
function keyJson(type: GobType, text: string): Json {
  if (type.kind !== 'bool') return text;
  return text === 'true' ? true : text === 'false' ? false : text;
}
