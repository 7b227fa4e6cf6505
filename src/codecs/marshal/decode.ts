import type { Json } from '../../session.js';
import { expand } from '../reading/expand.js';
import type { Reader } from '../reading/reader.js';
import { ValueReader } from './read-value.js';

/** Gives the value of a Marshal stream. */
export function decodeMarshal(reader: Reader): Json {
  const version = reader.slice(2).readUInt16BE();
  // Ruby reads the minor versions before its own.
  if (version >> 8 !== 4 || (version & 0xff) > 8) reader.fail('no version that is known', 0);
  const values = new ValueReader(reader);
  const value = values.value();
  if (reader.left > 0) reader.fail('bytes after the end');
  return values.links.areUsed ? expand(value, reader) : value;
}
