import { mayBeShown, nearest } from '../../nearest.js';
import type { Schema } from './shapes.js';

/** Where in a value something stands: `columns.expiry[0]`; empty for the whole. */
type Path = string;

/**
 * Says what is wrong with a value, by a schema: one line each, with the path before it. Empty where
 * nothing is. What stands in the value is not repeated, unless it is near a word that is known.
 */
export function problemsOf(schema: Schema, value: unknown, path: Path = ''): string[] {
  const fits = schema.anyOf ?? [schema];
  const one = fits.find(({ type }) => type === kindOf(value));
  if (one === undefined) return [`${at(path)}expected ${fits.map(wordsFor).join(' or ')}`];
  if (typeof value === 'string') return ofText(one, value, path);
  if (typeof value === 'number') return ofNumber(one, value, path);
  if (Array.isArray(value)) return ofList(one, value, path);
  return typeof value === 'object' && value !== null ? ofObject(one, value, path) : [];
}

const at = (path: Path): string => (path === '' ? '' : `${path}: `);

function kindOf(value: unknown): Schema['type'] | 'number' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return typeof value as 'string' | 'boolean' | 'object';
}

const words = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
} as const;

const wordsFor = ({ type = 'object', enum: names }: Schema): string =>
  names === undefined ? words[type] : `one of ${names.join(', ')}`;

function ofText(schema: Schema, value: string, path: Path): string[] {
  const { enum: names, minLength = 0, maxLength = Infinity, pattern } = schema;
  if (names !== undefined && !names.includes(value)) {
    return [`${at(path)}expected ${wordsFor(schema)}${meant(value, names)}`];
  }
  if (value.length < minLength) return [`${at(path)}expected text that is not empty`];
  if (value.length > maxLength) return [`${at(path)}expected at most ${maxLength} characters`];
  return pattern === undefined || new RegExp(pattern, 'u').test(value)
    ? []
    : [`${at(path)}expected ${schema.description ?? 'other characters'}`];
}

const ofNumber = (
  { minimum = -Infinity, maximum = Infinity }: Schema,
  value: number,
  path: Path,
): string[] =>
  value >= minimum && value <= maximum
    ? []
    : [`${at(path)}expected a whole number from ${minimum} to ${maximum}`];

function ofList(
  { items, minItems = 0, maxItems = Infinity }: Schema,
  list: readonly unknown[],
  path: Path,
): string[] {
  if (list.length < minItems) return [`${at(path)}expected ${minItems} or more in the list`];
  if (list.length > maxItems) return [`${at(path)}expected at most ${maxItems} in the list`];
  return list.flatMap((item, i) => (items ? problemsOf(items, item, `${path}[${i}]`) : []));
}

function ofObject({ properties = {}, required = [] }: Schema, value: object, path: Path): string[] {
  const known = Object.keys(properties);
  const below = (key: string): Path => (path === '' ? key : `${path}.${key}`);
  return [
    ...required
      .filter((key) => !Object.hasOwn(value, key))
      .map((key) => `${at(path)}${key} is missing`),
    ...Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
      const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return schema === undefined
        ? [`${at(path)}${unknownKey(key, known)}`]
        : problemsOf(schema, member, below(key));
    }),
  ];
}

const unknownKey = (key: string, known: readonly string[]): string =>
  mayBeShown(key, known)
    ? `there is no key ${key}${meant(key, known) || `, but ${known.join(', ')}`}`
    : `a key is none of ${known.join(', ')}`;

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `: did you mean ${near}?`;
}
