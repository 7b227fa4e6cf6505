import type { Json, JsonObject } from '../../session.js';
import { newObject } from '../reading/object.js';
import { Reader, nextField } from './reader.js';
import { Stream } from './stream.js';
import { isTime, timeInstant } from './time.js';
import { typedForm, wrapTop } from './typed.js';
import type { GobType } from './types.js';
import { ValueReader } from './read-value.js';

/**
 * Returns the values of an SCS session, or of another gob.
 *
 * SCS's payload is one `struct{Deadline time.Time; Values map[string]interface{}}` (its codec.go):
 * the values are what comes out, and, as in Go, what follows the struct is not looked at. Of other
 * gobs the value comes out, or an array of them where there are several at the top.
 */
export function decode(payload: Uint8Array, typed: boolean): Json {
  const stream = new Stream(new Reader(payload));
  const { reader } = stream;
  const type = stream.type(stream.firstType());
  if (isSession(stream, type)) return readSession(stream, type, typed);
  const values = new ValueReader(stream, typed);
  const found = [readTop(values, type, typed)];
  while (reader.bytes.length > reader.end) {
    reader.pos = reader.end;
    found.push(readTop(values, stream.type(stream.typeSequence(false)), typed));
  }
  // Go's SCS takes no such payload, and there is nothing in it that could be shown as a session.
  if (found.length === 1 && type.kind === 'string') reader.fail('a text alone is no session', 0);
  if (typed) return withTypes({ [typedForm.gob]: found }, values);
  return found.length === 1 ? (found[0] ?? null) : found;
}

function readTop(values: ValueReader, type: GobType, typed: boolean): Json {
  const value = values.whole(type);
  return typed ? wrapTop(value, values.expression(type)) : value;
}

function withTypes(session: JsonObject, values: ValueReader): JsonObject {
  const { types } = values;
  if (types !== null) session[typedForm.types] = types;
  return session;
}

/** Returns the Deadline of an SCS session, or null if it has none, or the payload is no such. */
export function decodeDeadline(payload: Uint8Array): Date | null {
  try {
    const stream = new Stream(new Reader(payload));
    const type = stream.type(stream.firstType());
    // SCS declares the field first, and gob keeps the order of declaration.
    if (!isSession(stream, type) || type.fields[0]?.name !== 'Deadline') return null;
    if (nextField(stream.reader, -1, type.fields.length) !== 0) return null;
    return timeInstant(stream.reader.slice());
  } catch {
    return null;
  }
}

/** Tells SCS's struct, which has no name of its own and two fields, from other types. */
function isSession(stream: Stream, type: GobType): boolean {
  if (type.kind !== 'struct') return false;
  let matches = 0;
  for (const { name, ref } of type.fields) {
    if (name !== 'Deadline' && name !== 'Values') continue;
    const field = stream.resolve(ref);
    if (name === 'Deadline' ? field.marshal === 'gob' : isValues(stream, field)) matches++;
    else if (type.name === '') stream.reader.fail(`a ${name} that is not of SCS's type`);
  }
  if (type.name !== '') return matches === 2;
  // Go: "no fields matched compiling decoder for struct".
  if (matches === 0) stream.reader.fail('a struct with neither Deadline nor Values');
  return true;
}

function isValues(stream: Stream, type: GobType): boolean {
  if (type.kind !== 'map') return false;
  const key = stream.resolve(type.key);
  return key.kind === 'string' && stream.resolve(type.elem).kind === 'interface';
}

function readSession(stream: Stream, type: GobType, typed: boolean): Json {
  const { reader } = stream;
  const { fields } = type;
  const values = new ValueReader(stream, typed);
  const others = new ValueReader(stream, false);
  let session = newObject();
  for (
    let i = nextField(reader, -1, fields.length);
    i >= 0;
    i = nextField(reader, i, fields.length)
  ) {
    const field = fields[i];
    if (field === undefined) break;
    const at = reader.pos;
    if (field.name === 'Values') {
      session = values.value(stream.resolve(field.ref)) as JsonObject;
    } else if (field.name === 'Deadline') {
      if (!isTime(reader.slice())) reader.fail('a Deadline that is no time', at);
    } else {
      others.value(stream.resolve(field.ref));
    }
  }
  return withTypes(session, values);
}
