import { fractionText, zoneText } from '../reading/time.js';
import { namedOffset } from '../reading/zone.js';
import { Bytes, Instance, isList, type Value } from './values.js';

/** `datetime.datetime` from its ten bytes and zone (Python's datetime.py, `_getstate`). */
export function dateTime([state, zone]: readonly Value[]): Value | null {
  const bytes = stateBytes(state, 10);
  if (bytes === null) return null;
  return zoned('datetime.datetime', `${dayText(bytes)}T${clockText(bytes.subarray(4))}`, zone);
}

/** `datetime.date` from its four bytes. */
export function date([state]: readonly Value[]): Value | null {
  const bytes = stateBytes(state, 4);
  return bytes === null ? null : dayText(bytes);
}

/** `datetime.time` from its six bytes and zone. */
export function time([state, zone]: readonly Value[]): Value | null {
  const bytes = stateBytes(state, 6);
  return bytes === null ? null : zoned('datetime.time', clockText(bytes), zone);
}

/** Python 2 wrote the bytes as a string. */
function stateBytes(state: Value | undefined, length: number): Buffer | null {
  if (state instanceof Bytes) return state.bytes.length === length ? state.bytes : null;
  if (typeof state !== 'string' || state.length !== length) return null;
  return /^[\x00-\xff]*$/.test(state) ? Buffer.from(state, 'latin1') : null;
}

const digits = (value: number, length = 2): string => String(value).padStart(length, '0');

function dayText(bytes: Buffer): string {
  // The month's highest bit says which of two equal times of an autumn night it is.
  const month = (bytes[2] ?? 0) & 0x7f;
  return `${digits(bytes.readUInt16BE(), 4)}-${digits(month)}-${digits(bytes[3] ?? 0)}`;
}

function clockText(bytes: Buffer): string {
  const [hour = 0, minute = 0, second = 0] = bytes;
  const micros = bytes.readUIntBE(3, 3);
  const clock = `${digits(hour & 0x7f)}:${digits(minute)}:${digits(second)}`;
  return clock + fractionText(micros * 1000);
}

/** Without a zone the text has no offset; a zone whose offset only Python knows is kept beside it. */
function zoned(name: string, text: string, zone: Value | undefined): Value {
  if (zone === undefined || zone === null) return text;
  const seconds = offsetOf(zone, text);
  return seconds === null ? new Instance(name, [text, zone]) : text + zoneText(seconds);
}

/** Returns the seconds of a `datetime.timezone`, a pytz zone, or a `zoneinfo` by its name. */
function offsetOf(zone: Value, local: string): number | null {
  if (!(zone instanceof Instance)) return null;
  const { __class: name, args } = zone.json;
  const parts = args !== undefined && isList(args) ? args : [];
  if (name === 'pytz._UTC') return 0;
  if (name === 'pytz._p') return typeof parts[1] === 'number' ? parts[1] : null;
  if (name === 'zoneinfo.ZoneInfo._unpickle' && typeof parts[0] === 'string') {
    return namedOffset(parts[0], Date.parse(`${local.replace(/\.\d+$/, '')}Z`) / 1000);
  }
  const delta = parts[0];
  if (name !== 'datetime.timezone' || typeof delta !== 'object' || delta === null) return null;
  const units = Array.isArray(delta) ? undefined : delta['args'];
  const [days, seconds] = units !== undefined && isList(units) ? units : [];
  if (typeof days !== 'number' || typeof seconds !== 'number') return null;
  return days * 86400 + seconds;
}
