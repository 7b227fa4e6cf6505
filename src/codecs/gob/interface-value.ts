import type { Json, JsonObject } from '../../session.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import type { Path } from '../reading/path.js';
import { typeOf } from './describe.js';
import { longestName, parseRegistered, parseWritten, type Lookup } from './expression.js';
import { naturalType } from './natural.js';
import { readExpression } from './type-table.js';
import type { GobType } from './types.js';

/** A value of interface type, taken apart. */
export interface InterfaceValue {
  /** The name that its type is registered by. */
  readonly name: string;
  readonly type: GobType;
  readonly content: Json | undefined;
}

const wrappers: ReadonlySet<string> = new Set(['$type', '$wire', '$value', '$bytes']);

/** Tells the type of a value that may have any: by what it is in plain JSON, or by its wrapping. */
export function takeApart(json: Json | undefined, lookup: Lookup, path: Path): InterfaceValue {
  const natural = naturalType(json);
  if (natural === '')
    throw unencodable('gob', path.toString(), 'JSON says nothing that gob has a type for');
  if (natural === 'typed' && isObject(json)) return unwrap(json, lookup, path);
  return { name: natural, type: typeOf(parseRegistered(natural)?.ref ?? null), content: json };
}

function unwrap(json: JsonObject, lookup: Lookup, path: Path): InterfaceValue {
  const { $type: name, $wire: wire } = json;
  if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > longestName) {
    throw unencodable('gob', path.toString(), '"$type" is the name of a Go type');
  }
  const isOther = Object.keys(json).some((key) => !wrappers.has(key));
  if (isOther || Object.hasOwn(json, '$value') === Object.hasOwn(json, '$bytes')) {
    throw unencodable(
      'gob',
      path.toString(),
      '"$type" takes "$value" or "$bytes", "$wire", and nothing else',
    );
  }
  const content = contentOf(json);
  if (wire !== undefined) {
    return { name, type: typeOf(readExpression(path.toString(), wire, lookup)), content };
  }
  const expression = parseWritten(name, () => null);
  if (expression?.complete === true) {
    return { name: expression.go, type: typeOf(expression.ref), content };
  }
  throw unencodable(
    'gob',
    path.toString(),
    'its "$type" is no Go type that is known here: say what it is by "$wire"',
  );
}

/** Returns what a wrapped value wraps. */
export function contentOf(wrapped: JsonObject): Json | undefined {
  const { $bytes: bytes } = wrapped;
  return bytes === undefined ? wrapped['$value'] : { $bytes: bytes };
}

const basics = [
  ...['bool', 'string', 'uintptr', 'float32', 'float64', 'complex64', 'complex128'],
  ...['int', 'int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64'],
];
const registered = new Set(basics.flatMap((name) => [name, `[]${name}`]));

/** Whether every Go program knows the type by this name (registerBasics of encoding/gob). */
export function isRegistered(name: string): boolean {
  return registered.has(name);
}

/** Says, of a type that not every program knows, what the application must have done. */
export function registerWarning(key: string, name: string): string {
  const isType = parseRegistered(name) !== null;
  const call = isType ? `gob.Register with a ${name}` : `gob.RegisterName("${name}", …)`;
  return `${key} needs ${call} in the application, or SCS refuses the whole session.`;
}
