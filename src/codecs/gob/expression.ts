import { knownByGoName } from './known.js';
import { makeType, refTo, type GobType, type Kind, type TypeRef } from './types.js';

/** A Go type expression that has been read. */
export interface Expression {
  /** The type; its parts that the expression only names, and nobody knows, are null. */
  readonly ref: TypeRef;
  /** Whether there are no such parts. */
  readonly complete: boolean;
  /** The expression as Go writes it (and registers the type). */
  readonly go: string;
}

/** Looks up a name that is not Go's own. */
export type Lookup = (name: string) => TypeRef | null;

/** The longest name that Go's decoder takes. */
export const longestName = 1024;

const basics = new Map<string, readonly [Kind, number]>([
  ['bool', ['bool', 64]],
  ['string', ['string', 64]],
  ['int', ['int', 64]],
  ['uint', ['uint', 64]],
  ['uintptr', ['uint', 64]],
  ['float32', ['float', 32]],
  ['float64', ['float', 64]],
  ['complex64', ['complex', 32]],
  ['complex128', ['complex', 64]],
  ['time.Duration', ['int', 64]],
  ...[8, 16, 32, 64].flatMap((bits): [string, [Kind, number]][] => [
    [`int${bits}`, ['int', bits]],
    [`uint${bits}`, ['uint', bits]],
  ]),
]);

const aliases = new Map([
  ['byte', 'uint8'],
  ['rune', 'int32'],
  ['any', 'interface {}'],
  ['interface{}', 'interface {}'],
  ['bytes', '[]uint8'],
  ['time', 'time.Time'],
]);

/** Reads a Go type expression, as people write it: with `any`, `[]byte`, `time`, `bytes` and the like. */
export function parseWritten(text: string, lookup: Lookup): Expression | null {
  return text.length > longestName ? null : new Parser(text, lookup, true).whole();
}

const parsed = new Map<string, Expression | null>();

/** Reads the name that a Go program registered a type by, which mostly is a type expression. */
export function parseRegistered(name: string): Expression | null {
  let expression = parsed.get(name);
  if (expression === undefined) {
    // A session's types are few, but a hostile payload can make up any number.
    if (parsed.size >= 500) parsed.clear();
    expression = new Parser(name, () => null, false).whole();
    parsed.set(name, expression);
  }
  return expression;
}

class Parser {
  readonly #text: string;
  readonly #lookup: Lookup;
  readonly #aliased: boolean;
  #pos = 0;

  constructor(text: string, lookup: Lookup, aliased: boolean) {
    this.#text = text;
    this.#lookup = lookup;
    this.#aliased = aliased;
  }

  whole(): Expression | null {
    const expression = this.#type();
    return this.#pos === this.#text.length ? expression : null;
  }

  #type(): Expression | null {
    if (this.#takes('*')) {
      // gob sends what a pointer points to, and so never says that there was one.
      const to = this.#type();
      return to === null ? null : { ...to, go: `*${to.go}` };
    }
    if (this.#takes('[]')) return this.#list('slice', 0);
    const array = /^\[(\d{1,15})\]/.exec(this.#text.slice(this.#pos, this.#pos + 18));
    if (array !== null) {
      this.#pos += array[0].length;
      return this.#list('array', Number(array[1]));
    }
    return this.#takes('map[') ? this.#map() : this.#named();
  }

  #list(kind: 'slice' | 'array', length: number): Expression | null {
    const elem = this.#type();
    if (elem === null) return null;
    const go = `[${kind === 'array' ? length : ''}]${elem.go}`;
    if (go === '[]uint8') return whole(makeType('bytes', { go }));
    const type = makeType(kind, { go, length, elem: elem.ref });
    return { ref: refTo(type), complete: elem.complete, go };
  }

  #map(): Expression | null {
    const key = this.#type();
    if (key === null || !this.#takes(']')) return null;
    const elem = this.#type();
    if (elem === null) return null;
    const go = `map[${key.go}]${elem.go}`;
    const type = makeType('map', { go, key: key.ref, elem: elem.ref });
    return { ref: refTo(type), complete: key.complete && elem.complete, go };
  }

  #named(): Expression | null {
    const written = this.#name();
    if (written === '') return null;
    const table = this.#lookup(written);
    if (table !== null) return { ref: table, complete: true, go: written };
    const name = (this.#aliased ? aliases.get(written) : undefined) ?? written;
    if (name === '[]uint8') return whole(makeType('bytes', { go: name }));
    if (/^interface *\{/.test(name)) return whole(makeType('interface', { go: name }));
    const basic = basics.get(name);
    if (basic !== undefined) return whole(makeType(basic[0], { go: name, bits: basic[1] }));
    const known = knownByGoName(name);
    if (known === null) return { ref: refTo(null, name), complete: false, go: name };
    const kind = known.marshal === null ? 'bytes' : 'opaque';
    // Of a type that only ends in the same name, the description has the last word.
    const certain = known.go.endsWith(name);
    const { marshal } = known;
    const type = makeType(kind, { go: name, name: known.name, marshal, known, certain });
    return { ref: refTo(type), complete: certain, go: name };
  }

  /** Takes a name up to the bracket that closes what it stands in; it may have its own in it. */
  #name(): string {
    const start = this.#pos;
    let depth = 0;
    for (; this.#pos < this.#text.length; this.#pos++) {
      const char = this.#text.charAt(this.#pos);
      if (char === '[' || char === '{' || char === '(') depth++;
      else if ((char === ']' || char === '}' || char === ')') && depth-- === 0) break;
    }
    return this.#text.slice(start, this.#pos);
  }

  #takes(part: string): boolean {
    if (!this.#text.startsWith(part, this.#pos)) return false;
    this.#pos += part.length;
    return true;
  }
}

function whole(type: GobType): Expression {
  return { ref: refTo(type), complete: true, go: type.go };
}
