import { isUtf8 } from 'node:buffer';
import type { Json } from '../session.js';
import {
  cellOf,
  emptyCell,
  type Cell,
  type CellForm,
  type CellFormat,
  type PlacedEntry,
} from './reading/cell.js';
import { undecodable } from './reading/failure.js';
import { readPlainJson } from './reading/json.js';
import { isObject } from './reading/object.js';

const format = 'JSON';

const form: CellForm = {
  head: () => Buffer.from('{'),
  tail: Buffer.from('}'),
  comma: ',',
  entry: ({ key, value }) => Buffer.concat([Buffer.from(`${JSON.stringify(key)}:`), value]),
};

/** One object of JSON, whose keys are the sessions', or a text of JSON with that in it. */
export const jsonCell: CellFormat = {
  open: (cell) => {
    if (cell.length === 0) return emptyCell(form);
    if (!isUtf8(cell)) throw undecodable(format, 0, 'it is not UTF-8');
    const whole = readPlainJson(cell.toString(), format);
    return typeof whole === 'string' ? inText(cell.toString(), whole) : inObject(cell, whole);
  },
};

/** How a text is written: as by most, or as by Rails, which escapes the signs of HTML. */
const quotings: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, escaped),
];
const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** An object in a text: in a column for JSON, Rails writes so what it has made JSON of already. */
function inText(cell: string, text: string): Cell {
  const quoting = quotings.find((quote) => quote(text) === cell);
  if (quoting === undefined) throw undecodable(format, 0, 'its text has other escapes than usual');
  const quoted = (bytes: Buffer): Buffer => Buffer.from(quoting(bytes.toString()));
  const opened = inObject(Buffer.from(text), readPlainJson(text, format));
  return {
    entries: opened.entries,
    without: (keys) => {
      const left = opened.without(keys);
      return left && quoted(left);
    },
    with: (entries) => quoted(opened.with(entries)),
  };
}

function inObject(cell: Buffer, whole: Json): Cell {
  if (whole === null) return emptyCell(form);
  if (!isObject(whole)) throw undecodable(format, 0, 'it is no object');
  const places = membersOf(cell);
  const placed = places.map(({ start, colon, end }): PlacedEntry => {
    const key = readPlainJson(cell.toString('utf8', start, colon), format) as string;
    const value = cell.subarray(colon + 1, end);
    return { key, start, end, value, data: whole[key] ?? null };
  });
  const opening = cell.subarray(0, places[0]?.start ?? cell.length);
  // What is empty ends where it begins.
  const head = (): Buffer => (places.length > 0 ? opening : form.head(0));
  return cellOf(cell, placed, { ...form, head });
}

/** Where a member of an object begins, where its colon is, and where it ends. */
interface Member {
  readonly start: number;
  readonly colon: number;
  readonly end: number;
}

/** Finds the members of the object that the bytes are, which is JSON. */
function membersOf(bytes: Buffer): Member[] {
  const members: Member[] = [];
  let [depth, start, colon] = [0, 0, -1];
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case quote:
        at = closingQuote(bytes, at);
        break;
      case brace:
      case bracket:
        if (++depth === 1) start = at + 1;
        break;
      case colonSign:
        if (depth === 1) colon = at;
        break;
      case comma:
      case closingBrace:
      case closingBracket: {
        if (depth === 1 && colon >= 0) members.push({ start, colon, end: at });
        if (bytes[at] !== comma) depth--;
        else if (depth === 1) [start, colon] = [at + 1, -1];
      }
    }
  }
  return members;
}

const [quote, backslash, colonSign, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [brace, closingBrace, bracket, closingBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

function closingQuote(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}
