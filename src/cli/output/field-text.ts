import type { Shown } from '../formats/contract.js';
import { sessionField, type Field } from '../values/fields.js';
import { cellText, stringifyJson } from './json.js';
import { tokenText } from './mask.js';
import { fieldValue } from './record.js';
import { usersText } from './users-text.js';

/** What a line of CSV or TSV holds where nobody named the fields. */
export const defaultFields: readonly Field[] = (
  ['token', 'user', 'state', 'expiry', 'size', 'codec', 'data'] as const
).map(sessionField);

/**
 * A field of a session as one line; the payload as a whole is always JSON, also where it is text,
 * and the user is everybody who is logged in.
 */
export function fieldText(session: Shown, field: Field, reveal: boolean): string {
  if (field.kind === 'session' && field.name === 'token') return tokenText(session, reveal);
  if (field.kind === 'session' && (field.name === 'user' || field.name === 'users'))
    return usersText(session);
  const value = fieldValue(session, field, reveal);
  const isPayload = field.kind === 'session' && field.name === 'data';
  return isPayload && typeof value === 'string' ? stringifyJson(value) : cellText(value);
}
