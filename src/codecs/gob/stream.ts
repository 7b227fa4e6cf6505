import { readDescription } from './description.js';
import { isClosed, keepOpening, openingEnd, openings } from './opening.js';
import type { Reader } from './reader.js';
import { builtinTypes, firstUserType, type GobType, type TypeRef } from './types.js';

/** The messages of a gob stream and the types that they describe. */
export class Stream {
  readonly reader: Reader;
  #types = new Map<number, GobType>();
  /** Nobody else has the map. */
  #isOwn = true;

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
      this.#add(-id, readDescription(reader));
      if (reader.pos < reader.end) {
        if (!inside) reader.fail('data after a type description');
        reader.uint();
      }
    }
  }

  /**
   * Returns the type number of the stream's first value. The descriptions before it are the same in
   * all sessions of an application, so each is read only once.
   */
  firstType(): number {
    const { reader } = this;
    const end = openingEnd(reader);
    if (end === 0) return this.typeSequence(false);
    const opening = reader.latin1.slice(0, end);
    const known = openings.get(opening);
    if (known === undefined) {
      const id = this.typeSequence(false);
      if (isClosed(this.#types)) keepOpening(opening, new Map(this.#types));
      return id;
    }
    this.#types = known;
    this.#isOwn = false;
    reader.pos = end;
    return this.typeSequence(false);
  }

  #add(id: number, type: GobType): void {
    if (!this.#isOwn) this.#types = new Map(this.#types);
    this.#isOwn = true;
    this.#types.set(id, type);
  }

  /** Returns the type of this number. */
  type(id: number): GobType {
    return (
      builtinTypes.get(id) ??
      this.#types.get(id) ??
      this.reader.fail(`a type number, ${id}, that nothing describes`)
    );
  }

  /** Returns the type that is mentioned. */
  resolve(ref: TypeRef | null): GobType {
    if (ref === null) throw new TypeError('a type without an element');
    ref.type ??= this.type(ref.id);
    return ref.type;
  }
}
