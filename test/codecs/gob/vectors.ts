import { readFileSync } from 'node:fs';
import { parse, stringify } from 'lossless-json';
import type { Json } from '../../../src/session.js';

interface GobCases {
  cases: { name: string; hex: string; deadline: string; plain: Json }[];
  other_gob: { name: string; hex: string }[];
  malformed: { name: string; hex: string; go_rejects: boolean; values?: Json }[];
}

interface GoVectors {
  /** One value `v` a session, by the name of its kind; Go's bytes for it. */
  exact: Record<string, string>;
  random: { hex: string; deadline: string; plain: Json }[];
}

/** What SCS's own code wrote, other gobs, and damaged ones. */
export const gobCases = load('../../fixtures/scs-gormstore/gob-cases.json') as unknown as GobCases;

/** What Go's encoding/gob wrote besides. */
export const goVectors = load('../../fixtures/gob/go-vectors.json') as unknown as GoVectors;

/** The deadline of `goVectors.exact`, and of most cases. */
export const deadline = new Date('2098-06-01T12:00:00.25Z');

export function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** JSON with its keys in order and every whole number exact, to compare by. */
export function canonical(json: Json): string {
  return JSON.stringify(json, (_, value: Json) => {
    if (typeof value === 'bigint') return `whole ${String(value)}`;
    if (typeof value === 'number' && Number.isInteger(value)) return `whole ${BigInt(value)}`;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** JSON as it comes back once it has been text, as between `get` and `put`. */
export function throughText(json: Json): Json {
  return parseExact(stringify(json) ?? '');
}

function parseExact(text: string): Json {
  return parse(text, undefined, (number) => {
    const value = Number(number);
    return /^-?\d+$/.test(number) && !Number.isSafeInteger(value) ? BigInt(number) : value;
  }) as Json;
}

function load(path: string): Json {
  return parseExact(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
