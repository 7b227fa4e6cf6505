import { guessKnown } from './known.js';
import { nextField, type Reader } from './reader.js';
import {
  makeType,
  refToId,
  type Field,
  type GobType,
  type Marshal,
  type TypeRef,
} from './types.js';

const marshals: readonly Marshal[] = ['gob', 'binary', 'text'];

/** Reads the description of a type (`wireType` in Go's encoding/gob/type.go). */
export function readDescription(reader: Reader): GobType {
  const at = reader.pos;
  let type: GobType | null = null;
  for (let i = nextField(reader, -1, 7); i >= 0; i = nextField(reader, i, 7)) {
    const part = readPart(reader, i);
    type ??= part;
  }
  return type ?? reader.fail('a type description that says nothing', at);
}

function readPart(reader: Reader, part: number): GobType {
  let name = '';
  let length = 0;
  let fields: Field[] = [];
  const refs: TypeRef[] = [];
  const members = [3, 2, 2, 3, 1, 1, 1][part] ?? 0;
  for (let i = nextField(reader, -1, members); i >= 0; i = nextField(reader, i, members)) {
    if (i === 0) name = readCommon(reader);
    else if (part === 2) fields = readFields(reader);
    else if (part === 0 && i === 2) length = readLength(reader);
    else refs[i - 1] = refToId(reader.typeId());
  }
  const first = refs[0] ?? missing();
  if (part === 0) return makeType('array', { name, length, elem: first });
  if (part === 1) return makeType('slice', { name, elem: first });
  if (part === 2) return makeType('struct', { name, fields });
  if (part === 3) return makeType('map', { name, key: first, elem: refs[1] ?? missing() });
  const marshal = marshals[part - 4] ?? 'gob';
  return makeType('opaque', { name, marshal, known: guessKnown(name, marshal) });
}

/** The number that a description leaves out is zero, which no type has. */
function missing(): TypeRef {
  return refToId(0);
}

/** Reads the name out of a CommonType; its number only repeats the one before the description. */
function readCommon(reader: Reader): string {
  let name = '';
  for (let i = nextField(reader, -1, 2); i >= 0; i = nextField(reader, i, 2)) {
    if (i === 0) name = reader.text();
    else reader.typeId();
  }
  return name;
}

function readLength(reader: Reader): number {
  const at = reader.pos;
  const length = reader.int();
  if (typeof length === 'bigint' || length < 0) reader.fail('an array length out of range', at);
  return length;
}

function readFields(reader: Reader): Field[] {
  const count = reader.count();
  const fields: Field[] = [];
  const names = new Set<string>();
  for (let n = 0; n < count; n++) {
    const at = reader.pos;
    if (at >= reader.end) reader.fail('the data ends within a type description');
    let name = '';
    let id = 0;
    for (let i = nextField(reader, -1, 2); i >= 0; i = nextField(reader, i, 2)) {
      if (i === 0) name = reader.text();
      else id = reader.typeId();
    }
    if (name === '' || names.has(name)) reader.fail('a field without a name of its own', at);
    names.add(name);
    fields.push({ name, ref: refToId(id) });
  }
  return fields;
}
