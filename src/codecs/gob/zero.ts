import type { Json, JsonObject } from '../../session.js';
import { newObject } from '../reading/object.js';
import type { Stream } from './stream.js';
import type { GobType } from './types.js';

/**
 * The zero values that gob does not send.
 *
 * A description can promise far more zeros than the payload has bytes, so there is a budget: past
 * it a struct or array that is not there is null, and a struct's missing fields are left out.
 */
export class Zeros {
  readonly #stream: Stream;
  readonly #filling: GobType[] = [];
  #left: number;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#left = 10_000 + stream.reader.bytes.length;
  }

  /** Fills in fields `from` up to `to` of a struct that is there. */
  fill(type: GobType, object: JsonObject, from: number, to: number): void {
    this.#filling.push(type);
    for (let i = from; i < to; i++) {
      const field = type.fields[i];
      if (field === undefined || --this.#left < 0) break;
      object[field.name] = this.#zero(this.#stream.resolve(field.ref));
    }
    this.#filling.pop();
  }

  #zero(type: GobType): Json {
    switch (type.kind) {
      case 'bool':
        return false;
      case 'int':
      case 'uint':
      case 'float':
        return 0;
      case 'string':
      case 'bytes':
        return '';
      case 'complex':
        return ['0', '0'];
      case 'interface':
        return null;
      case 'slice':
        return [];
      case 'map':
        return newObject();
      case 'opaque':
        return type.known?.zero ?? null;
      case 'array':
        return this.#array(type);
      case 'struct':
        return this.#struct(type);
    }
  }

  #array(type: GobType): Json {
    if (type.length > this.#left || this.#filling.length > 50) return null;
    this.#left -= type.length;
    this.#filling.push(type);
    const elem = this.#stream.resolve(type.elem);
    const values: Json[] = [];
    for (let i = 0; i < type.length && this.#left >= 0; i++) values.push(this.#zero(elem));
    this.#filling.pop();
    return this.#left < 0 ? null : values;
  }

  /** A struct within itself can only be a pointer, and a missing one is nil. */
  #struct(type: GobType): Json {
    if (this.#filling.includes(type) || this.#filling.length > 50 || this.#left < 0) return null;
    const object = newObject();
    this.fill(type, object, 0, type.fields.length);
    return this.#left < 0 ? null : object;
  }
}
