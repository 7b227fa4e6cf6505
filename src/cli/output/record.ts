import type { Json, JsonObject, Session } from '../../index.js';
import type { Shown } from '../formats/contract.js';
import { columnValue, valuesAt } from '../../inside.js';
import { fieldsWithApp, type Field, type FieldName } from '../values/fields.js';
import { isoTime } from './iso-time.js';
import { maskToken } from './mask.js';

export interface RecordOptions {
  /** Whether the token is shown whole. */
  reveal: boolean;
  /** Whether `raw` is there even where data is not null. */
  raw: boolean;
  /** Whether the application stands first, of several. */
  apps?: true;
  /** Only these, in this order, under their labels; null for the whole record. */
  fields: readonly Field[] | null;
}

/**
 * The JSON object that stands for a session.
 *
 * Without `fields` its keys are `app` where several are told apart, `token, user, name, state, expiry, size, codec, created, lastSeen, ip,
 * agent, device, data`, with `users` after `name` where several are logged in, then `error` where there is one,
 * `expiryUnreadable` (true) where `expiry` is null for that, and `raw` (base64) where data is null or `raw` is set, and the session has its
 * bytes. With `fields` every label is there; what the session does not have is null.
 */
export function sessionRecord(session: Shown, options: RecordOptions): JsonObject {
  if (options.fields !== null) {
    return selection(session, fieldsWithApp(options.fields, options.apps), options.reveal);
  }
  const record: JsonObject = {
    ...(options.apps && { app: session.app ?? null }),
    token: maskToken(session.token, options.reveal),
    user: session.user,
    name: session.name,
    ...(hasUsers(session) && { users: [...session.users] }),
    state: session.state,
    expiry: isoTime(session.expiry),
    size: session.size,
    codec: session.codec,
    created: isoTime(session.created),
    lastSeen: isoTime(session.lastSeen),
    ip: session.ip,
    agent: session.agent,
    device: session.device,
    data: session.data,
  };
  if (hasError(session)) record['error'] = session.error;
  if (session.expiryUnreadable) record['expiryUnreadable'] = true;
  if (hasRaw(session, options)) record['raw'] = session.raw.toString('base64');
  return record;
}

/** Says whether the whole record has `users`. */
export const hasUsers = ({ users }: Session): boolean => users.length > 1;

/** Says whether the whole record has `error`. */
export const hasError = ({ error }: Session): boolean => error !== null;

/** Says whether the whole record has `raw`. */
export const hasRaw = (
  session: Session,
  options: RecordOptions,
): session is Session & { raw: Buffer } =>
  session.raw !== null && (options.raw || session.data === null);

function selection(session: Shown, fields: readonly Field[], reveal: boolean): JsonObject {
  const record: JsonObject = {};
  for (const field of fields) {
    const value = fieldValue(session, field, reveal);
    if (field.label === '__proto__') {
      // An assignment would set the prototype and lose the value.
      Object.defineProperty(record, field.label, { value, enumerable: true });
    } else {
      record[field.label] = value;
    }
  }
  return record;
}

/**
 * What a session has for one field; null where it has nothing.
 *
 * A data path that leads to several values, through a list, gives the list of them.
 */
export function fieldValue(session: Shown, field: Field, reveal: boolean): Json {
  switch (field.kind) {
    case 'session':
      return ownValue(session, field.name, reveal);
    case 'data': {
      const values = valuesAt(session.data, field.path);
      return values.length > 1 ? values : (values[0] ?? null);
    }
    case 'column':
      return Object.hasOwn(session.columns, field.name)
        ? columnValue(session.columns[field.name])
        : null;
  }
}

function ownValue(session: Shown, name: FieldName, reveal: boolean): Json {
  switch (name) {
    case 'app':
      return session.app ?? null;
    case 'token':
      return maskToken(session.token, reveal);
    case 'expiry':
    case 'created':
    case 'lastSeen':
      return isoTime(session[name]);
    case 'raw':
      return session.raw?.toString('base64') ?? null;
    case 'users':
      return [...session.users];
    default:
      return session[name];
  }
}
