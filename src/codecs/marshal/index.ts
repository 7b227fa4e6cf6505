import type { Json } from '../../session.js';
import type { Codec } from '../contract.js';
import { parseBase64Text } from '../reading/base64.js';
import { expand } from '../reading/expand.js';
import { unencodable } from '../reading/failure.js';
import { bufferOf, Reader } from '../reading/reader.js';
import { ValueReader } from './read-value.js';

/**
 * Ruby's Marshal, as it is or in base64 with line breaks, as plain data; read only.
 *
 * Nothing is constructed and nothing called. Symbols are texts; subclasses of String, Array and
 * Hash (HashWithIndifferentAccess, SafeBuffer) are what they hold; strings that have no text are
 * `{"__hex": …}`. Other objects are `{"__class": "Name", …}` with their variables less the `@`,
 * or what they wrote of themselves as `data`; times and dates are RFC 3339.
 *
 * Our own reader: npm's `marshal` is unmaintained, and @hyrious/marshal 0.3 sets prototypes
 * through `__proto__` and overflows the stack. The format is that of Ruby's marshal.c, version 4.8.
 */
export const marshal: Codec = {
  name: 'marshal',

  matches: (payload) => isRaw(payload) || isMarshalText(payload),

  decode: (payload) => {
    const bytes = isRaw(payload) ? bufferOf(payload) : parseBase64Text(bufferOf(payload), format);
    return decodeMarshal(new Reader(bytes, format));
  },

  encode: () => {
    throw unencodable(
      format,
      '',
      'it is only read: set the serializer of the session store to json, or give the bytes of one that Ruby made',
      'data',
    );
  },
};

const format = 'Ruby Marshal data';

/** Returns the value of a Marshal stream. */
function decodeMarshal(reader: Reader): Json {
  const version = reader.slice(2).readUInt16BE();
  // Ruby reads the minor versions before its own.
  if (version >> 8 !== 4 || (version & 0xff) > 8) reader.fail('no version that is known', 0);
  const values = new ValueReader(reader);
  const value = values.value();
  if (reader.left > 0) reader.fail('bytes after the end');
  return values.links.areUsed ? expand(value, reader) : value;
}

/** The version stands first. */
const isRaw = (payload: Uint8Array): boolean => payload[0] === 4 && payload[1] === 8;

/** The version in base64. */
export const isMarshalText = (payload: Uint8Array): boolean =>
  Buffer.from(payload.subarray(0, 3)).toString('latin1') === 'BAh';
