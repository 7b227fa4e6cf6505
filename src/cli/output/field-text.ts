import type { Session } from '../../session.js';
import type { Field } from '../values/fields.js';
import { cellText } from './cell.js';
import { stringifyJson } from './json.js';
import { fieldValue } from './record.js';

/** A field of a session as one line; the payload as a whole is always JSON, also where it is text. */
export function fieldText(session: Session, field: Field, reveal: boolean): string {
  const value = fieldValue(session, field, reveal);
  const isPayload = field.kind === 'session' && field.name === 'data';
  return isPayload && typeof value === 'string' ? stringifyJson(value) : cellText(value);
}
