import type { GobType, TypeRef } from './types.js';
import type { Writer } from './writer.js';

const builtinIds: Partial<Record<GobType['kind'], number>> = {
  bool: 1,
  int: 2,
  uint: 3,
  float: 4,
  bytes: 5,
  string: 6,
  complex: 7,
  interface: 8,
};
const parts = { array: 0, slice: 1, struct: 2, map: 3 } as const;
const marshalParts = { gob: 4, binary: 5, text: 6 } as const;

interface Numbered {
  id: number;
  readonly name: string;
  isSent: boolean;
}

/**
 * Numbers types and describes them, in the order in which Go's encoder does.
 *
 * Types are told apart by their Go expressions. Go gives a struct its number before its fields
 * and a list or map after its parts, and names what has no name only in a struct's field
 * (newTypeObject and sendActualType of encoding/gob).
 */
export class TypeDescriber {
  readonly #types = new Map<string, Numbered>();
  // The first number that Go gives away is the one after 64.
  #last = 64;

  /** Returns the type's number. */
  id(type: GobType): number {
    return builtinIds[type.kind] ?? this.#numbered(type, '').id;
  }

  /**
   * Writes the descriptions that the type needs and that have not been: each ends the message in
   * `message`, whose length and content go to `out`.
   */
  send(type: GobType, message: Writer, out: Writer): void {
    if (builtinIds[type.kind] !== undefined) return;
    const numbered = this.#numbered(type, '');
    if (numbered.isSent) return;
    numbered.isSent = true;
    message.int(-numbered.id);
    this.#describe(type, numbered, message);
    out.slice(message.view());
    message.clear();
    for (const { ref } of type.fields) this.send(typeOf(ref), message, out);
    if (type.key !== null) this.send(typeOf(type.key), message, out);
    if (type.elem !== null) this.send(typeOf(type.elem), message, out);
  }

  #numbered(type: GobType, name: string): Numbered {
    const known = this.#types.get(type.go);
    if (known !== undefined) {
      if (known.id === 0) known.id = ++this.#last;
      return known;
    }
    const hasName = type.kind === 'struct' || type.kind === 'opaque';
    const numbered = { id: 0, name: hasName ? type.name : name, isSent: false };
    this.#types.set(type.go, numbered);
    if (hasName) numbered.id = ++this.#last;
    for (const { ref } of type.fields) this.#number(ref, typeOf(ref).go);
    if (type.key !== null) this.#number(type.key, '');
    if (type.elem !== null) this.#number(type.elem, '');
    if (numbered.id === 0) numbered.id = ++this.#last;
    return numbered;
  }

  #number(ref: TypeRef, name: string): void {
    const type = typeOf(ref);
    if (builtinIds[type.kind] === undefined) this.#numbered(type, name);
  }

  #describe(type: GobType, numbered: Numbered, out: Writer): void {
    const { kind, marshal } = type;
    const part = kind === 'opaque' ? marshalParts[marshal ?? 'gob'] : parts[kind as 'map'];
    out.byte(part + 1);
    // The common part: the name, if any, and the number once more.
    out.byte(1);
    if (numbered.name !== '') {
      out.byte(1);
      out.slice(numbered.name);
    }
    out.byte(numbered.name === '' ? 2 : 1);
    out.int(numbered.id);
    out.byte(0);
    if (type.kind === 'struct') this.#describeFields(type, out);
    if (type.key !== null) this.#describePart(type.key, out);
    if (type.elem !== null) this.#describePart(type.elem, out);
    if (type.kind === 'array' && type.length > 0) {
      out.byte(1);
      out.int(type.length);
    }
    out.byte(0);
    out.byte(0);
  }

  #describePart(ref: TypeRef, out: Writer): void {
    out.byte(1);
    out.int(this.id(typeOf(ref)));
  }

  #describeFields(type: GobType, out: Writer): void {
    if (type.fields.length === 0) return;
    out.byte(1);
    out.uint(type.fields.length);
    for (const { name, ref } of type.fields) {
      out.byte(1);
      out.slice(name);
      this.#describePart(ref, out);
      out.byte(0);
    }
  }
}

/** Returns the type that a mention in an expression stands for; those are always there. */
export function typeOf(ref: TypeRef | null): GobType {
  const type = ref?.type ?? null;
  if (type === null) throw new TypeError('a type that is not there');
  return type;
}
