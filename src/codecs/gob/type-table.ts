import type { Json, JsonObject } from '../../session.js';
import { unencodable } from '../reading/failure.js';
import { isObject, newObject } from '../reading/object.js';
import { parseWritten, type Lookup } from './expression.js';
import type { Stream } from './stream.js';
import {
  maxDepth,
  makeType,
  refTo,
  type Field,
  type GobType,
  type Marshal,
  type TypeRef,
} from './types.js';

/** Expressions longer than this get a name of their own, so that none grows without bound. */
const longestInline = 100;

const leaves: Partial<Record<GobType['kind'], string>> = {
  bool: 'bool',
  int: 'int',
  uint: 'uint',
  float: 'float64',
  bytes: '[]uint8',
  string: 'string',
  complex: 'complex128',
  interface: 'interface {}',
};

/** Writes described types as Go type expressions, and a table of the structs and so on in them. */
export class TypeTableWriter {
  /** The `$types` of the session; null where there are none. */
  table: JsonObject | null = null;
  readonly #stream: Stream;
  readonly #expressions = new Map<GobType, string>();
  readonly #names = new Map<GobType, string>();
  readonly #opaques = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #open = new Set<GobType>();
  #depth = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Returns the type's expression. */
  expression(type: GobType): string {
    const leaf = leaves[type.kind];
    if (leaf !== undefined) return type.go === '' ? leaf : type.go;
    const known = this.#expressions.get(type) ?? this.#names.get(type);
    if (known !== undefined) return known;
    if (++this.#depth > maxDepth) this.#stream.reader.fail('types nested too deep');
    const expression = this.#compose(type);
    this.#depth--;
    this.#expressions.set(type, expression);
    return expression;
  }

  #compose(type: GobType): string {
    if (type.kind === 'struct') return this.#struct(type);
    if (type.kind === 'opaque') return this.#opaque(type);
    // A list or map of itself, without a struct between, needs a name to mention itself by.
    if (this.#open.has(type)) return this.#name(type, 'Type');
    this.#open.add(type);
    const elem = this.#part(type.elem);
    const start = type.kind === 'map' ? `map[${this.#part(type.key)}]` : '[]';
    const expression = (type.kind === 'array' ? `[${type.length}]` : start) + elem;
    this.#open.delete(type);
    if (!this.#names.has(type) && expression.length <= longestInline) return expression;
    return this.#define(this.#name(type, 'Type'), 'is', expression);
  }

  #part(ref: TypeRef | null): string {
    return this.expression(this.#stream.resolve(ref));
  }

  #struct(type: GobType): string {
    const name = this.#name(type, type.name);
    const open = this.#open;
    this.#open = new Set();
    const fields = type.fields.map((field) => [field.name, this.#part(field.ref)]);
    this.#open = open;
    this.#define(name, 'struct', type.name);
    const entry = this.table?.[name];
    if (isObject(entry)) entry['fields'] = fields;
    return name;
  }

  #opaque(type: GobType): string {
    const { known, marshal } = type;
    if (
      known !== null &&
      known.marshal === marshal &&
      known.name === type.name &&
      type.name !== ''
    ) {
      return type.certain ? type.go : known.go;
    }
    // Under whatever registered names, it is one type to gob.
    const own = `${marshal ?? ''} ${type.name}`;
    const name = this.#opaques.get(own) ?? this.#name(type, type.name);
    this.#opaques.set(own, name);
    return this.#define(name, marshal ?? 'gob', type.name);
  }

  #define(name: string, key: string, value: string): string {
    this.table ??= newObject();
    const entry = newObject();
    entry[key] = value;
    this.table[name] = entry;
    return name;
  }

  #name(type: GobType, wanted: string): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const base = /^[A-Z][A-Za-z_]*$/.test(wanted) ? wanted : 'Type';
    const count = (this.#counts.get(base) ?? 0) + 1;
    this.#counts.set(base, count);
    const name = count === 1 ? base : `${base}${count}`;
    this.#names.set(type, name);
    return name;
  }
}

/** Reads the `$types` of a session that is to be encoded. */
export function readTypeTable(json: Json | undefined): Lookup {
  if (json === undefined) return () => null;
  if (!isObject(json)) throw unencodable('gob', '$types', 'it has to be an object');
  const refs = new Map<string, TypeRef>();
  const lookup: Lookup = (name) => refs.get(name) ?? null;
  for (const name of Object.keys(json)) refs.set(name, refTo(null));
  for (const [name, ref] of refs) ref.type = readEntry(name, json[name], lookup);
  return lookup;
}

function readEntry(name: string, entry: Json | undefined, lookup: Lookup): GobType {
  const path = `$types.${name}`;
  if (!/^[A-Z][A-Za-z0-9_]*$/.test(name)) {
    throw unencodable('gob', path, 'the name of a type is a capital letter, letters, digits and _');
  }
  if (!isObject(entry)) throw unencodable('gob', path, 'a type is an object');
  const { struct, fields, is } = entry;
  if (typeof struct === 'string' && Array.isArray(fields)) {
    const read = fields.map((field) => readField(path, field, lookup));
    return makeType('struct', { name: struct, go: name, fields: read });
  }
  if (is !== undefined) {
    const { type } = readExpression(path, is, lookup);
    if (type !== null) return { ...type, go: name };
  }
  for (const marshal of ['gob', 'binary', 'text'] satisfies Marshal[]) {
    const own = entry[marshal];
    if (typeof own === 'string') return makeType('opaque', { name: own, go: name, marshal });
  }
  throw unencodable('gob', path, 'it needs "struct" and "fields", "is", "gob", "binary" or "text"');
}

function readField(path: string, field: Json, lookup: Lookup): Field {
  const [name, expression] = Array.isArray(field) ? field : [];
  if (typeof name !== 'string' || name === '') {
    throw unencodable('gob', path, 'a field is a pair of its name and its type');
  }
  return { name, ref: readExpression(path, expression, lookup) };
}

/** Reads a type expression that has to be known in all its parts. */
export function readExpression(path: string, json: Json | undefined, lookup: Lookup): TypeRef {
  const expression = typeof json === 'string' ? parseWritten(json, lookup) : null;
  if (expression?.complete !== true) {
    throw unencodable('gob', path, 'its type is not a Go type that is known here, nor in $types');
  }
  return expression.ref;
}
