import type { Json } from '../../session.js';
import { parseBase64 } from '../reading/base64.js';
import { rawContent } from '../reading/raw-bytes.js';
import { largestFloat32, parseFloatJson } from './float.js';
import type { GobType } from './types.js';
import type { Writer } from './writer.js';

/** Writes a value without parts; gives what is wrong with it, or null. */
export function writeScalar(out: Writer, type: GobType, json: Json | undefined): string | null {
  switch (type.kind) {
    case 'bool':
      if (typeof json !== 'boolean') return 'a bool is true or false';
      out.uint(json ? 1 : 0);
      return null;
    case 'int':
    case 'uint':
      return writeInteger(out, type, json);
    case 'float':
      return writeFloat(out, type, json);
    case 'complex':
      return writeComplex(out, type, json);
    case 'string':
      return writeText(out, json);
    case 'bytes':
      return writeBytes(out, json);
    default:
      return writeOpaque(out, type, json);
  }
}

function writeInteger(out: Writer, type: GobType, json: Json | undefined): string | null {
  const value = integer(json);
  if (value === null) return `a whole number is needed for ${type.go}`;
  const isSigned = type.kind === 'int';
  const bits = BigInt(type.bits);
  const least = isSigned ? -(1n << (bits - 1n)) : 0n;
  const most = (1n << (isSigned ? bits - 1n : bits)) - 1n;
  if (value < least || value > most) return `the number is out of range for ${type.go}`;
  if (isSigned) out.int(value);
  else out.uint(value);
  return null;
}

function integer(json: Json | undefined): number | bigint | null {
  if (typeof json === 'bigint') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? json : null;
  return typeof json === 'string' && /^-?\d{1,20}$/.test(json) ? BigInt(json) : null;
}

function writeFloat(out: Writer, type: GobType, json: Json | undefined): string | null {
  const value = float(type, json);
  if (value === null) return `a number in range is needed for ${type.go}`;
  out.float(value);
  return null;
}

function float(type: GobType, json: Json | undefined): number | null {
  const value = parseFloatJson(json);
  if (value === null || type.bits === 64) return value;
  const isTooLarge = Number.isFinite(value) && Math.abs(Math.fround(value)) > largestFloat32;
  return isTooLarge ? null : Math.fround(value);
}

function writeComplex(out: Writer, type: GobType, json: Json | undefined): string | null {
  const parts = Array.isArray(json) && json.length === 2 ? json : [];
  const [real, imaginary] = parts.map((part) => float(type, part));
  if (typeof real !== 'number' || typeof imaginary !== 'number')
    return `${type.go} is a pair of numbers in range`;
  out.float(real);
  out.float(imaginary);
  return null;
}

function writeText(out: Writer, json: Json | undefined): string | null {
  if (typeof json === 'string') {
    if (/\p{Surrogate}/u.test(json)) return 'the text has half a surrogate pair in it';
    out.slice(json);
    return null;
  }
  const bytes = rawContent(json);
  if (bytes === null) return 'a string is text, or {"$bytes": "base64"}';
  out.slice(bytes);
  return null;
}

function writeBytes(out: Writer, json: Json | undefined): string | null {
  const bytes = rawContent(json) ?? parseBase64(json);
  if (bytes === null) return 'bytes are base64';
  out.slice(bytes);
  return null;
}

function writeOpaque(out: Writer, type: GobType, json: Json | undefined): string | null {
  const text = typeof json === 'string' ? json : null;
  const bytes = rawContent(json) ?? (text === null ? null : type.known?.bytes(text)) ?? null;
  if (bytes === null) {
    const { known } = type;
    const isTime = known?.name === 'Time';
    return isTime ? 'the time is not RFC 3339' : `${type.go} is not in its form; try "$bytes"`;
  }
  out.slice(bytes);
  return null;
}
