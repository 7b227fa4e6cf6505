import { parse } from 'lossless-json';
import type { Json } from '../../session.js';
import { undecodable } from './failure.js';
import { deepest } from './reader.js';
import { longestDigits } from './whole.js';

/**
 * Parses JSON text with whole numbers exact, whatever their size.
 *
 * Throws a SyntaxError whose message quotes nothing of the text.
 */
export function parseJson(text: string): Json {
  // Sixteen digits in a row may be a number that a double cannot hold.
  const hasLong = /\d{16}/.test(text);
  if (hasLong || mayBeDeep(text)) refuseCostly(text);
  try {
    return hasLong ? (parse(text, undefined, exact) as Json) : (JSON.parse(text) as Json);
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new SyntaxError(
      at === undefined ? 'it is not JSON' : `it is not JSON at character ${at}`,
    );
  }
}

const exact = {
  parseNumber: (digits: string): number | bigint => {
    const number = Number(digits);
    return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? number : BigInt(digits);
  },
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
};

/** Whether a text opens so many lists and objects: few do, and a search is quicker than a walk. */
function mayBeDeep(text: string): boolean {
  let left = deepest;
  for (const opening of ['[', '{']) {
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
      if (--left < 0) return true;
    }
  }
  return false;
}

/** Refuses what takes a parser too deep, or longer than in proportion: a number's time is quadratic. */
function refuseCostly(text: string): void {
  let depth = 0;
  let digits = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
      continue;
    }
    digits = isOfNumber(c) ? digits + 1 : 0;
    if (digits > longestDigits + 1) {
      throw new SyntaxError(`it holds a number of more than ${longestDigits} digits`);
    }
    if (c === 0x22) quoted = true;
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > deepest) throw new SyntaxError(`it nests deeper than ${deepest} levels`);
    } else if (c === 0x5d || c === 0x7d) depth--;
  }
}

/** A digit, or `-`, `.`, `+`, `e` and `E`. */
const isOfNumber = (c: number): boolean =>
  (c >= 0x30 && c <= 0x39) || (c >= 0x2d && c <= 0x2e) || c === 0x2b || (c | 0x20) === 0x65;

/** Writes JSON text for storage, with whole numbers exact. */
export function serializeJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(serializeJson).join(',')}]`;
  const members = Object.entries(value);
  return `{${members.map(([key, v]) => `${JSON.stringify(key)}:${serializeJson(v)}`).join(',')}}`;
}

/** Fewer lists and objects than this are read whatever the payload's length. */
const compoundsAlways = 1_000_000;

/**
 * Reads JSON text that stands inside another format.
 *
 * `size` is the payload's length: text that was much shorter on the way may not hold more lists
 * and objects than a payload of that size has.
 */
export function readJson(text: string, format: string, size: number): Json {
  let compounds = compoundsAlways + size;
  for (let i = 0; i < text.length && compounds >= 0; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) compounds--;
  }
  if (compounds < 0) throw undecodable(format, size, 'more values than a payload of its size has');
  return readPlainJson(text, format);
}

/** Reads JSON text that is as long as its payload. */
export function readPlainJson(text: string, format: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    const what = error instanceof SyntaxError ? error.message : 'it is not JSON';
    const at = /^(.*) at character (\d+)$/.exec(what);
    throw undecodable(format, Number(at?.[2] ?? 0), at?.[1] ?? what);
  }
}
