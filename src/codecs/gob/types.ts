import { deepest } from '../reading/reader.js';

/**
 * The deepest nesting that is read or written: a map in a map takes two, and more of the stack than
 * in other codecs. Twice as much left hardly any of it.
 */
export const maxDepth = deepest;

/** What gob itself tells apart. `opaque` is a value that encodes itself, to bytes of its own. */
export type Kind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'bytes'
  | 'string'
  | 'complex'
  | 'interface'
  | 'array'
  | 'slice'
  | 'map'
  | 'struct'
  | 'opaque';

/** Which of Go's interfaces an opaque value encodes itself through. */
export type Marshal = 'gob' | 'binary' | 'text';

/** A type that encodes itself and whose bytes are known to mean some text. */
export interface Known {
  /** The type's name in Go, with its package's path. */
  readonly go: string;
  /** The type's name without its package: all that a description inside a struct gives. */
  readonly name: string;
  /** How it encodes itself; null for a plain []byte. */
  readonly marshal: Marshal | null;
  /** The text of a field that is not there; null where it is, nearly always, a nil pointer. */
  readonly zero: string | null;
  /** Whether Go would take the bytes; where it is not given, whether they have a text. */
  readonly accepts?: (bytes: Buffer) => boolean;
  /** Returns the text; null where the bytes are not of this type, or its text is out of reach. */
  text(bytes: Buffer, exact: boolean): string | null;
  /** Returns the bytes for a text, or null if it is none of this type, or there is no way back. */
  bytes(text: string): Buffer | null;
}

/** A mention of a type, by its number in the stream until it is looked up: types may recur. */
export interface TypeRef {
  readonly id: number;
  /** The name that a Go type expression mentions it by; empty in a description. */
  readonly go: string;
  type: GobType | null;
}

export interface Field {
  readonly name: string;
  readonly ref: TypeRef;
}

/** A type: as a stream describes it, as a Go type expression says it, or both put together. */
export interface GobType {
  readonly kind: Kind;
  /** The name in the stream's description: a struct's or an opaque type's own; else empty. */
  readonly name: string;
  /** The Go type expression or the registered name; empty where only the description is known. */
  readonly go: string;
  /** The width of a number; 64 where the description, which has no widths, is all there is. */
  readonly bits: number;
  readonly length: number;
  readonly key: TypeRef | null;
  readonly elem: TypeRef | null;
  readonly fields: readonly Field[];
  readonly marshal: Marshal | null;
  /** How the bytes read as text, where that is known. */
  readonly known: Known | null;
  /** Whether `known` is certain, by Go's own name for the type, and not a guess. */
  readonly certain: boolean;
  /** Whether its values have values in them. */
  readonly isCompound: boolean;
}

const compound: ReadonlySet<Kind> = new Set(['interface', 'array', 'slice', 'map', 'struct']);

/** Makes a type of these properties; the others are those of a type that has none. */
export function makeType(kind: Kind, properties: Partial<GobType> = {}): GobType {
  const { name = '', go = '', bits = 64, length = 0, key = null, elem = null } = properties;
  const { fields = [], marshal = null, known = null, certain = false } = properties;
  // Always the same shape, whatever was given: decoding looks at these objects all the time.
  const isCompound = compound.has(kind);
  return { kind, name, go, bits, length, key, elem, fields, marshal, known, certain, isCompound };
}

/** Makes a mention of a type by its number in the stream. */
export function refToId(id: number): TypeRef {
  return { id, go: '', type: null };
}

/** Makes a mention of a type that is already there, or of one that only has a name. */
export function refTo(type: GobType | null, go = ''): TypeRef {
  return { id: 0, go, type };
}

/** The types that need no description, by number. */
export const builtinTypes: ReadonlyMap<number, GobType> = new Map(
  (['bool', 'int', 'uint', 'float', 'bytes', 'string', 'complex', 'interface'] as const).map(
    (kind, index) => [index + 1, makeType(kind)],
  ),
);

/** The numbers below this are gob's own. */
export const firstUserType = 64;
