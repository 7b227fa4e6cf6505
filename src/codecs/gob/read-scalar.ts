import type { Json, JsonObject } from '../../session.js';
import { floatJson } from '../reading/float.js';
import { newObject } from '../reading/object.js';
import { rawBytes } from '../reading/raw-bytes.js';
import { exactFloatJson, floatText, largestFloat32, shortFloat32 } from './float.js';
import type { Reader } from './reader.js';
import type { GobType } from './types.js';

const interfaces = { gob: 'GobEncoder', binary: 'BinaryMarshaler', text: 'TextMarshaler' };

/** Reads a value without parts; `exact` asks for the typed form. */
export function readScalar(reader: Reader, type: GobType, exact: boolean): Json {
  switch (type.kind) {
    case 'bool':
      return reader.uint() !== 0;
    case 'int':
      return readInt(reader, type);
    case 'uint':
      return readUint(reader, type);
    case 'float':
      return exact ? exactFloatJson(readFloat(reader, type)) : floatJson(readFloat(reader, type));
    case 'complex':
      return [floatText(readFloat(reader, type)), floatText(readFloat(reader, type))];
    case 'string':
      return exact ? exactTextJson(reader) : reader.text();
    case 'bytes':
      return readBytes(reader, type, exact);
    case 'opaque':
      return readOpaque(reader, type, exact);
    default:
      throw new TypeError(`a ${type.kind} is no scalar`);
  }
}

function readInt(reader: Reader, type: GobType): number | bigint {
  const at = reader.pos;
  const value = reader.int();
  if (type.bits !== 64) {
    const limit = 2 ** (type.bits - 1);
    if (value < -limit || value >= limit) reader.fail(`a number out of range for ${type.go}`, at);
  }
  return value;
}

function readUint(reader: Reader, type: GobType): number | bigint {
  const at = reader.pos;
  const value = reader.uint();
  if (type.bits !== 64 && value >= 2 ** type.bits) {
    reader.fail(`a number out of range for ${type.go}`, at);
  }
  return value;
}

/** Reads a float, which always goes as 64 bits; one of 32 gets the digits that it has as such. */
export function readFloat(reader: Reader, type: GobType): number {
  const at = reader.pos;
  const value = reader.float();
  if (type.bits === 64) return value;
  if (Math.abs(value) > largestFloat32 && Number.isFinite(value)) {
    reader.fail(`a number out of range for ${type.go}`, at);
  }
  return shortFloat32(Math.fround(value));
}

function readBytes(reader: Reader, type: GobType, exact: boolean): Json {
  const bytes = reader.slice();
  // Base64 says every byte; the text of an IP address does not say whether it had 4 or 16.
  const text = exact ? null : (type.known?.text(bytes, false) ?? null);
  return text ?? bytes.toString('base64');
}

/** A value that encoded itself: as the text that it is known to mean, or as the bytes. */
function readOpaque(reader: Reader, type: GobType, exact: boolean): Json {
  const at = reader.pos;
  const bytes = reader.slice();
  const { known } = type;
  if (known !== null) {
    const text = known.text(bytes, exact);
    if (text !== null && (!exact || known.bytes(text)?.equals(bytes) === true)) return text;
    if (type.certain && text === null && known.accepts?.(bytes) !== true) {
      reader.fail(`bytes that are no ${known.go}`, at);
    }
  }
  const raw = rawBytes(bytes);
  return exact ? raw : withType(type, raw);
}

function withType(type: GobType, raw: JsonObject): JsonObject {
  const shown = newObject();
  // A pointer in a struct has no name at all: then it is said what Go encoded it through.
  const names = [type.go, type.name, type.marshal === null ? '' : interfaces[type.marshal]];
  shown['$type'] = names.find((name) => name !== '') ?? '';
  return Object.assign(shown, raw);
}

function exactTextJson(reader: Reader): Json {
  const text = exactText(reader.slice());
  return typeof text === 'string' ? text : rawBytes(text);
}

/** Returns the text of the bytes, or the bytes themselves where they are not UTF-8. */
export function exactText(bytes: Buffer): string | Buffer {
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') && !Buffer.from(text).equals(bytes) ? bytes : text;
}
