import type { Json } from '../../session.js';
import type { EncodeContext, Encoded } from '../contract.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import { parseRegistered } from './expression.js';
import { instantBytes } from './time.js';
import { readTypeTable } from './type-table.js';
import { typedForm } from './typed.js';
import { makeType, refTo, type GobType } from './types.js';
import { ValueWriter } from './write-value.js';
import { typeOf } from './describe.js';
import { Writer } from './writer.js';

const timeType = goType('time.Time');
const valuesType = goType('map[string]interface {}');

/** SCS's struct, which has no name: `struct{Deadline time.Time; Values map[string]interface{}}`. */
const sessionType = makeType('struct', {
  go: 'struct { Deadline time.Time; Values map[string]interface {} }',
  fields: [
    { name: 'Deadline', ref: refTo(timeType) },
    { name: 'Values', ref: refTo(valuesType) },
  ],
});

/** The deadline of a session without an end: SCS takes it for the next expiry, so not the zero time. */
const noDeadline = new Date('9999-12-31T23:59:59Z');

/**
 * Returns the payload that SCS's GobCodec writes for these values, in plain JSON or the typed form.
 *
 * The deadline is the session's expiry to the millisecond, and the end of year 9999 where it has
 * none. Warns of each type that the application must have registered (`gob.Register`).
 */
export function encode(data: Json, context: EncodeContext): Encoded {
  if (!isObject(data)) throw unencodable('gob', '', 'a session is an object of keys and values');
  const deadline = context.expiry ?? noDeadline;
  if (Number.isNaN(deadline.getTime())) throw unencodable('gob', '', 'the expiry is not a date');
  const values = new ValueWriter(readTypeTable(data[typedForm.types]));
  const { describer } = values;
  const out = new Writer();
  if (Object.hasOwn(data, typedForm.gob)) {
    values.top(data, out);
    return { payload: Buffer.from(out.view()), warnings: values.warnings };
  }
  const message = new Writer();
  describer.send(sessionType, message, out);
  message.int(describer.id(sessionType));
  message.byte(1);
  message.slice(instantBytes(deadline));
  message.byte(1);
  values.value(valuesType, data, message, out);
  message.byte(0);
  out.slice(message.view());
  return { payload: Buffer.from(out.view()), warnings: values.warnings };
}

function goType(name: string): GobType {
  return typeOf(parseRegistered(name)?.ref ?? null);
}
