import type { Json } from '../../session.js';
import type { Codec } from '../contract.js';
import { expand } from '../reading/expand.js';
import { unencodable } from '../reading/failure.js';
import { Reader } from '../reading/reader.js';
import { Machine } from './machine.js';
import { operations } from './operations.js';
import { jsonOf } from './values.js';

/**
 * Python's pickle, protocols 0 to 5, as plain data; read only.
 *
 * A pickle is a program that may call anything in Python. Nothing is called here: lists, tuples
 * and sets are lists, bytes are base64, the dates of the standard library are RFC 3339 (without an
 * offset where they have no zone), and any other object is
 * `{"__class": "module.Name", "args": […], …its attributes}`.
 *
 * Our own reader: npm's pickleparser 0.2 calls constructors, sets prototypes through `__proto__`,
 * refuses large integers and bounds nothing. The opcodes are those of Python's pickletools.py.
 */
export const pickle: Codec = {
  name: 'pickle',

  matches: looksLikePickle,

  decode: (payload) => run(new Reader(payload, 'a pickle')),

  encode: () => {
    throw unencodable(
      'a pickle',
      '',
      'pickles are only read: give the bytes of one that Python made',
      'data',
    );
  },
};

const stop = 0x2e;

/** Returns the value that a pickle makes. */
function run(reader: Reader): Json {
  const machine = new Machine(reader);
  for (let code = reader.byte(); code !== stop; code = reader.byte()) {
    const operation = operations.get(code);
    if (operation === undefined) reader.fail('an opcode that there is not', reader.pos - 1);
    operation(machine, reader);
  }
  const value = jsonOf(machine.pop());
  if (reader.left > 0) reader.fail('bytes after the end');
  return expand(value, reader);
}

/** Protocols 2 to 5 begin with their number, 0 and 1 with an empty dict; all end with a dot. */
function looksLikePickle(payload: Uint8Array): boolean {
  const [first, second = 0, third] = payload;
  if (payload.at(-1) !== 0x2e) return false;
  if (first === 0x80) return second >= 2 && second <= 5 && payload.length > 3;
  if (first === 0x28) return second === 0x64 && (third === 0x70 || third === 0x2e);
  return first === 0x7d && (second === 0x71 || second === 0x2e);
}
