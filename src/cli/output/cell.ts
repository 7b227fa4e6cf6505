import type { Json } from '../../session.js';
import { escapeText } from './escape.js';
import { stringifyJson } from './json.js';

/** A value as one line of plain text: null is empty, text is escaped, the rest is compact JSON. */
export function cellText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? escapeText(value) : stringifyJson(value);
}
