import { quoted, UsageError } from '../usage.js';
import { oneOf } from './one-of.js';

/** The fields of every session, in the order of the JSON keys; the application's name first. */
export const fieldNames = [
  'app',
  'token',
  'user',
  'name',
  'users',
  'state',
  'expiry',
  'size',
  'codec',
  'created',
  'lastSeen',
  'ip',
  'agent',
  'device',
  'data',
  'error',
  'raw',
] as const;
export type FieldName = (typeof fieldNames)[number];

/** Those of them that not every table has. */
export const factFields = ['created', 'lastSeen', 'ip', 'agent', 'device'] as const;
export type FactField = (typeof factFields)[number];

/** Whether a name is one of those. */
export const isFact = (name: string): name is FactField =>
  factFields.some((field) => field === name);

/** One entry of `--fields`; the label is what the user wrote, and the key or heading in the output. */
export type Field =
  | { kind: 'session'; label: FieldName; name: FieldName }
  | { kind: 'data'; label: string; path: string }
  | { kind: 'column'; label: string; name: string };

/**
 * Reads a list of fields such as `token,user,data.cart.total,ip_address`.
 *
 * `data.` begins a path into the payload; a name that no session has is one of the table's own
 * columns, which only the table can confirm. An empty or repeated entry throws a UsageError.
 */
export function parseFields(text: string): Field[] {
  const labels = text.split(',').map((label) => label.trim());
  for (const [index, label] of labels.entries()) {
    if (label === '' || label === 'data.') {
      throw new UsageError(
        `expected names separated by commas, such as token,user,data.cart.total, not ${quoted(text)}`,
      );
    }
    if (labels.indexOf(label) !== index) {
      throw new UsageError(`expected each field once, but ${quoted(label)} is there twice`);
    }
  }
  return labels.map(parseField);
}

function parseField(label: string): Field {
  const name = fieldNames.find((known) => known === label);
  if (name !== undefined) return sessionField(name);
  if (label.startsWith('data.')) return { kind: 'data', label, path: label.slice(5) };
  return { kind: 'column', label, name: label };
}

/** The fields, behind the name of the application where there are several to tell apart. */
export const fieldsWithApp = (fields: readonly Field[], apps: true | undefined): Field[] =>
  apps ? [sessionField('app'), ...fields.filter(({ label }) => label !== 'app')] : [...fields];

/** A field that every session has. */
export function sessionField(name: FieldName): Field {
  return { kind: 'session', label: name, name };
}

/** Reads what a list is sorted by: the names of fields, in the spelling of options too. */
export const parseSort = (text: string): SortField =>
  oneOf(sortFields, text === 'last-seen' ? 'lastSeen' : text);

/** What a list can be sorted by. */
export const sortFields = ['expiry', 'token', 'user', 'created', 'lastSeen'] as const;
type SortField = (typeof sortFields)[number];
