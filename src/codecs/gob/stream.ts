import { readDescription } from './description.js';
import type { Reader } from './reader.js';
import { builtinTypes, firstUserType, type GobType, type TypeRef } from './types.js';

/** The messages of a gob stream and the types that they describe. */
export class Stream {
  readonly reader: Reader;
  readonly #types = new Map<number, GobType>();

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /**
   * Reads type descriptions until a value's type number comes, and gives that.
   *
   * Inside an interface value, a description ends its message, or is followed by the length of
   * what comes next, which says nothing new. Follows decodeTypeSequence of Go's decoder.go.
   */
  typeSequence(inside: boolean): number {
    const { reader } = this;
    for (;;) {
      if (reader.pos >= reader.end) reader.nextMessage();
      const at = reader.pos;
      const id = reader.typeId();
      if (id >= 0) return id;
      if (-id < firstUserType) reader.fail("a description of one of gob's own types", at);
      if (this.#types.has(-id)) reader.fail('a type that is described twice', at);
      this.#types.set(-id, readDescription(reader));
      if (reader.pos < reader.end) {
        if (!inside) reader.fail('data after a type description');
        reader.uint();
      }
    }
  }

  /** Gives the type of this number. */
  type(id: number): GobType {
    return (
      builtinTypes.get(id) ??
      this.#types.get(id) ??
      this.reader.fail(`a type number, ${id}, that nothing describes`)
    );
  }

  /** Gives the type that is mentioned. */
  resolve(ref: TypeRef | null): GobType {
    if (ref === null) throw new TypeError('a type without an element');
    ref.type ??= this.type(ref.id);
    return ref.type;
  }
}
