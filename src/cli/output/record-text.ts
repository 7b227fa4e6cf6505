import type { Session } from '../../index.js';
import type { Shown } from '../formats/contract.js';
import { factFields, fieldsWithApp, type Field } from '../values/fields.js';
import { isoTime } from './iso-time.js';
import { jsonString, stringifyJson } from './json.js';
import { maskToken } from './mask.js';
import { fieldValue, hasError, hasRaw, hasUsers, type RecordOptions } from './record.js';

/** Writes one member of the object: its key, its value, and nothing around them. */
type Member = (session: Shown) => string;

/**
 * The text of `stringifyJson(sessionRecord(session, options))`, for those who write millions: the
 * keys are written once, and no object is made.
 */
export function recordWriter(options: RecordOptions): (session: Shown) => string {
  const { fields, reveal, apps } = options;
  if (fields === null) return wholeWriter(options);
  const members = fieldsWithApp(fields, apps).map((field) => member(field, reveal));
  return (session) => {
    let text = '{';
    for (const write of members) text += text.length > 1 ? `,${write(session)}` : write(session);
    return `${text}}`;
  };
}

/** Of the whole record the keys are known: what stands between two values is one text. */
function wholeWriter(options: RecordOptions): (session: Shown) => string {
  const { reveal, apps } = options;
  return (session) => {
    const { user, name, state, expiry, size, codec, data } = session;
    const app = apps ? `"app":${textOrNull(session.app ?? null)},` : '';
    const users = hasUsers(session) ? `,"users":${stringifyJson([...session.users])}` : '';
    const error = hasError(session) ? `,"error":${textOrNull(session.error)}` : '';
    const unreadable = session.expiryUnreadable ? ',"expiryUnreadable":true' : '';
    const raw = hasRaw(session, options) ? `,"raw":"${session.raw.toString('base64')}"` : '';
    const token = jsonString(maskToken(session.token, reveal));
    return (
      `{${app}"token":${token},"user":${textOrNull(user)},"name":${textOrNull(name)}${users}` +
      `,"state":"${state}","expiry":${timeOrNull(expiry)},"size":${size},"codec":${textOrNull(codec)}` +
      `${factsOf(session)},"data":${stringifyJson(data)}${error}${unreadable}${raw}}`
    );
  };
}

const noFacts = factFields.map((name) => `,"${name}":null`).join('');

/** Most tables have none. */
function factsOf({ created, lastSeen, ip, agent, device }: Session): string {
  if (created === null && lastSeen === null && ip === null && agent === null) return noFacts;
  return (
    `,"created":${timeOrNull(created)},"lastSeen":${timeOrNull(lastSeen)},"ip":${textOrNull(ip)}` +
    `,"agent":${textOrNull(agent)},"device":${textOrNull(device)}`
  );
}

const textOrNull = (text: string | null): string => (text === null ? 'null' : jsonString(text));

function timeOrNull(time: Date | null): string {
  const text = isoTime(time);
  return text === null ? 'null' : `"${text}"`;
}

function member(field: Field, reveal: boolean): Member {
  const key = `${jsonString(field.label)}:`;
  if (field.kind !== 'session') {
    return (session) => key + stringifyJson(fieldValue(session, field, reveal));
  }
  switch (field.name) {
    case 'token':
      return ({ token }) => key + jsonString(maskToken(token, reveal));
    case 'expiry':
    case 'created':
    case 'lastSeen':
      return timeMember(key, field.name);
    case 'size':
      return ({ size }) => key + String(size);
    case 'user':
    case 'name':
    case 'ip':
    case 'agent':
    case 'device':
      return textMember(key, field.name);
    case 'state':
      return ({ state }) => `${key}"${state}"`;
    default:
      return (session) => key + stringifyJson(fieldValue(session, field, reveal));
  }
}

const timeMember =
  (key: string, name: 'expiry' | 'created' | 'lastSeen'): Member =>
  (session) =>
    key + timeOrNull(session[name]);

const textMember =
  (key: string, name: 'user' | 'name' | 'ip' | 'agent' | 'device'): Member =>
  (session) =>
    key + textOrNull(session[name]);
