import type { Json, JsonObject } from '../../session.js';
import { newObject } from '../reading/object.js';
import { cost } from '../reading/reader.js';

/** Where a list of arguments begins on the stack. */
export const mark = Symbol('mark');

/** Bytes: they print as base64, and some constructors read them. */
export class Bytes {
  readonly bytes: Buffer;
  readonly json: string;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.json = bytes.toString('base64');
  }
}

/** A tuple: a list whose parts some constructors read. */
export class Tuple {
  readonly items: readonly Value[];
  readonly json: Json[];

  constructor(items: readonly Value[]) {
    this.items = items;
    this.json = items.map(jsonOf);
  }
}

/** A class or function by its name: never looked up. */
export class Global {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  get json(): Json {
    return classed(this.name);
  }
}

/** An object of some class: never constructed. */
export class Instance {
  readonly json: JsonObject;

  constructor(name: string, args: readonly Value[]) {
    this.json = classed(name);
    if (args.length > 0) this.json['args'] = args.map(jsonOf);
  }

  /** Takes what the object's own method for it would: attributes, or anything else. */
  setState(state: Value): void {
    if (state instanceof Tuple && state.items.length === 2 && state.items.every(isState)) {
      for (const part of state.items) this.setState(part);
    } else if (isDict(state)) {
      for (const [key, value] of Object.entries(state)) {
        this.json[Object.hasOwn(this.json, key) ? `${key}_` : key] = value;
      }
    } else if (state !== null) {
      this.json['state'] = jsonOf(state);
    }
  }

  /** The list or dict that the object also is. */
  content<T extends Json>(empty: T, isKind: (json: Json) => json is T): T {
    const found = this.json['items'];
    if (found !== undefined && isKind(found)) return found;
    this.json['items'] = empty;
    return empty;
  }
}

/** About how much work a value is to read or to copy. */
export function weight(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Bytes) return value.bytes.length;
  if (value instanceof Tuple) return value.items.length * cost.scalar;
  if (isList(value)) return value.length * cost.scalar;
  return isDict(value) ? Object.keys(value).length * cost.scalar : 0;
}

export type Value = Json | Bytes | Tuple | Global | Instance;

/** Returns a value as JSON. */
export function jsonOf(value: Value): Json {
  return value instanceof Bytes ||
    value instanceof Tuple ||
    value instanceof Global ||
    value instanceof Instance
    ? value.json
    : value;
}

/** Tells a dict from the rest. */
export function isDict(value: Value): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === null
  );
}

/** Tells a list (or set) from the rest. */
export const isList = (value: Value): value is Json[] => Array.isArray(value);

const isState = (value: Value): boolean => value === null || isDict(value);

function classed(name: string): JsonObject {
  const object = newObject();
  object['__class'] = name;
  return object;
}
