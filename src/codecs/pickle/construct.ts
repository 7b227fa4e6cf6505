import { Bytes, Global, Instance, Tuple, isDict, isList, jsonOf, type Value } from './values.js';
import { date, dateTime, time } from './datetime.js';
import { newObject } from '../reading/object.js';

type Constructor = (args: readonly Value[]) => Value | null;

/** Where Python rebuilds an object of a class that it is told with the arguments. */
const rebuilders = new Set(['copyreg._reconstructor', 'copy_reg._reconstructor']);

/** What plain data is made of when a protocol has no opcode for it; null where it is something else. */
const known = new Map<string, Constructor>([
  ['datetime.datetime', dateTime],
  ['datetime.date', date],
  ['datetime.time', time],
  ['_codecs.encode', ([text, encoding]) => encoded(text, encoding)],
  ['builtins.bytearray', bytes],
  ['builtins.bytes', bytes],
  ['builtins.set', items],
  ['builtins.frozenset', items],
  ['builtins.list', items],
  ['builtins.getattr', attribute],
  ['collections.deque', items],
  ['collections.OrderedDict', dict],
  ['collections.defaultdict', ([, content]) => dict(content === undefined ? [] : [content])],
]);

/** Returns what a call stands for: plain data where the constructor is known, else an object. */
export function construct(name: string, args: readonly Value[]): Value {
  const plain = known.get(name.replace(/^__builtin__\./, 'builtins.'))?.(args) ?? null;
  if (plain !== null) return plain;
  const [of, , state] = args;
  if (!rebuilders.has(name) || !(of instanceof Global)) return new Instance(name, args);
  return new Instance(of.name, state === undefined || state === null ? [] : [state]);
}

/** A case of an enum, or a function of a class. */
function attribute([of, name]: readonly Value[]): Value | null {
  return of instanceof Global && typeof name === 'string' ? new Global(`${of.name}.${name}`) : null;
}

/** How protocols 0 to 2 write bytes: as the text that has them for its characters. */
function encoded(text: Value | undefined, encoding: Value | undefined): Value | null {
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1')) return null;
  return new Bytes(Buffer.from(text, 'latin1'));
}

function bytes([content]: readonly Value[]): Value | null {
  if (content === undefined) return new Bytes(Buffer.alloc(0));
  return content instanceof Bytes ? content : null;
}

function items([content]: readonly Value[]): Value | null {
  if (content === undefined) return [];
  if (content instanceof Tuple) return content.json;
  return isList(content) ? content : null;
}

function dict([content]: readonly Value[]): Value | null {
  if (content === undefined) return newObject();
  if (isDict(content)) return content;
  if (!isList(content)) return null;
  const object = newObject();
  for (const pair of content) {
    const [key, value] = isList(pair) ? pair : [];
    if (typeof key !== 'string' || value === undefined) return null;
    object[key] = jsonOf(value);
  }
  return object;
}
