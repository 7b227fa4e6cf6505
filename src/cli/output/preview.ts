import type { Json } from '../../index.js';
import { cutText } from './cut.js';
import { escapeText } from './escape.js';
import { cellText, stringifyJson } from './json.js';

/** How much of a text is shown where it is one entry among others. */
const longestText = 24;

/**
 * A payload on one line, no wider than `width` columns: `userID=42 cart={…3} flash="Welcome…"`.
 *
 * Lists and objects inside are shown by their length. Fields of the payload that are `noise`, and tokens
 * against forgery, are left out. The work is bounded by the width, not by the
 * payload.
 */
export function preview(data: Json, width: number, noise: readonly string[] = []): string {
  if (typeof data !== 'object' || data === null)
    return cutText(summary(data, Math.max(width - 2, 1)), width);
  const entries = Array.isArray(data) ? listEntries(data) : objectEntries(data, noise);
  let line = '';
  for (const entry of entries) {
    line += line === '' ? entry : ` ${entry}`;
    // Past this, cutText finds more than it can keep.
    if (line.length > width * 8 + 16) break;
  }
  return cutText(Array.isArray(data) ? `[${line}]` : line, width);
}

function* listEntries(list: readonly Json[]): Generator<string> {
  for (const element of list) yield summary(element, longestText);
}

/** By whatever name frameworks have it. */
const againstForgery = /^_*(?:csrf|xsrf)/i;

function* objectEntries(
  object: Readonly<Record<string, Json>>,
  noise: readonly string[],
): Generator<string> {
  // A payload may have no prototype, or any number of keys: neither is looked at beyond need.
  for (const key in object) {
    if (!Object.hasOwn(object, key)) continue;
    if (noise.includes(key) || againstForgery.test(key)) continue;
    yield `${cutText(escapeText(key.slice(0, 100)), longestText)}=${summary(object[key], longestText)}`;
  }
}

function summary(value: Json | undefined, longest: number): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[…${value.length}]`;
  if (typeof value === 'object') {
    const size = Object.keys(value).length;
    return size === 0 ? '{}' : `{…${size}}`;
  }
  return typeof value === 'string' ? shortText(value, longest) : cellText(value);
}

/** A text in quotes; where it is cut, the `…` stands inside them. */
function shortText(text: string, longest: number): string {
  const start = Number.isFinite(longest) ? text.slice(0, longest * 8 + 16) : text;
  const inner = stringifyJson(start).slice(1, -1);
  return `"${cutText(start.length < text.length ? `${inner}…` : inner, longest)}"`;
}
