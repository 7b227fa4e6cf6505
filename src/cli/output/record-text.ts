import type { Session } from '../../index.js';
import { fieldNames, sessionField, type Field } from '../values/fields.js';
import { isoTime } from './iso-time.js';
import { jsonString, stringifyJson } from './json.js';
import { maskToken } from './mask.js';
import { fieldValue, hasError, hasRaw, hasUsers, type RecordOptions } from './record.js';

/** Writes one member of the object: its key, its value, and nothing around them. */
type Member = (session: Session) => string;

/**
 * The text of `stringifyJson(sessionRecord(session, options))`, for those who write millions: the
 * keys are written once, and no object is made.
 */
export function recordWriter(options: RecordOptions): (session: Session) => string {
  const { fields, reveal } = options;
  const always = fields ?? fieldNames.filter((name) => !later.has(name)).map(sessionField);
  const members = always.map((field) => member(field, reveal, fields === null));
  const [error, raw] = [sessionField('error'), sessionField('raw')].map((f) => member(f, reveal));
  return (session) => {
    let text = '{';
    for (const write of members) text += text.length > 1 ? `,${write(session)}` : write(session);
    if (fields === null) {
      if (error && hasError(session)) text += `,${error(session)}`;
      if (session.expiryUnreadable) text += ',"expiryUnreadable":true';
      if (raw && hasRaw(session, options)) text += `,${raw(session)}`;
    }
    return `${text}}`;
  };
}

/** Not there in every record. */
const later = new Set<string>(['users', 'error', 'raw']);

/** `whole`: in the whole record `users` comes with `user`. */
function member(field: Field, reveal: boolean, whole = false): Member {
  const key = `${jsonString(field.label)}:`;
  switch (field.kind === 'session' ? field.name : field.kind) {
    case 'token':
      return ({ token }) => key + jsonString(maskToken(token, reveal));
    case 'expiry':
      return ({ expiry }) => {
        const time = isoTime(expiry);
        return time === null ? `${key}null` : `${key}"${time}"`;
      };
    case 'size':
      return ({ size }) => key + String(size);
    case 'user':
      return (session) => {
        const user = key + stringifyJson(session.user);
        return whole && hasUsers(session)
          ? `${user},"users":${stringifyJson([...session.users])}`
          : user;
      };
    case 'state':
      return ({ state }) => `${key}"${state}"`;
    default:
      return (session) => key + stringifyJson(fieldValue(session, field, reveal));
  }
}
