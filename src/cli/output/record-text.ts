import type { Session } from '../../index.js';
import type { Shown } from '../formats/contract.js';
import { factFields, fieldsWithApp, sessionField, type Field } from '../values/fields.js';
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
  const members =
    fields === null
      ? [
          ...fieldsWithApp([], apps).map((field) => member(field, reveal)),
          ...wholeRecord.map((part) =>
            part === 'facts' ? factsMember(reveal) : member(sessionField(part), reveal, true),
          ),
        ]
      : fieldsWithApp(fields, apps).map((field) => member(field, reveal));
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

/** What is there in every record, in its order; facts stand together, since most tables have none. */
const wholeRecord = [
  'token',
  'user',
  'name',
  'state',
  'expiry',
  'size',
  'codec',
  'facts',
  'data',
] as const;

const hasNoFacts = ({ created, lastSeen, ip, agent }: Session): boolean =>
  created === null && lastSeen === null && ip === null && agent === null;

const noFacts = factFields.map((name) => `"${name}":null`).join();

function factsMember(reveal: boolean): Member {
  const [first, ...others] = factFields.map((name) => member(sessionField(name), reveal));
  return (session) => {
    if (first === undefined || hasNoFacts(session)) return noFacts;
    let text = first(session);
    for (const write of others) text += `,${write(session)}`;
    return text;
  };
}

function instant(key: string, name: 'expiry' | 'created' | 'lastSeen'): Member {
  return (session) => {
    const time = isoTime(session[name]);
    return time === null ? `${key}null` : `${key}"${time}"`;
  };
}

/** `whole`: in the whole record `users` comes with `name`. */
function member(field: Field, reveal: boolean, whole = false): Member {
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
      return instant(key, field.name);
    case 'size':
      return ({ size }) => key + String(size);
    case 'user':
    case 'ip':
    case 'agent':
    case 'device': {
      const { name } = field;
      return (session) => {
        const text = session[name];
        return key + (text === null ? 'null' : jsonString(text));
      };
    }
    case 'name':
      return (session) => {
        const name = key + (session.name === null ? 'null' : jsonString(session.name));
        return whole && hasUsers(session)
          ? `${name},"users":${stringifyJson([...session.users])}`
          : name;
      };
    case 'state':
      return ({ state }) => `${key}"${state}"`;
    default:
      return (session) => key + stringifyJson(fieldValue(session, field, reveal));
  }
}
