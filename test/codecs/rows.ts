import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Codec } from '../../src/codecs/contract.js';
import { parseJson } from '../../src/codecs/reading/json.js';
import type { Json, JsonObject } from '../../src/session.js';
import { fixture } from '../helpers/folder.js';
import { query } from '../helpers/sqlite.js';

/** A row that a framework wrote, with what it reads back from it. */
export interface Row {
  name: string;
  payload: Buffer;
  expected: Json;
}

/** A fixture's table: its name, and the columns of the token and the payload. */
export interface Table {
  name: string;
  token: string;
  payload: string;
}

/** Gives the rows of a fixture whose tokens stand under `key` in its expected.json. */
export async function rowsOf(folder: string, key: string, table: Table): Promise<Row[]> {
  const { name, token, payload } = table;
  const stored = await query<{ token: string; payload: string | Buffer }>(
    fixture(folder, 'sessions.sqlite'),
    `SELECT ${token} AS token, ${payload} AS payload FROM ${name}`,
  );
  const expected = expectedOf(folder);
  const rows = stored.map((row) => {
    const session = expected.find((one) => one[key] === row.token) ?? {};
    return {
      name: session['name'] as string,
      payload: Buffer.from(row.payload as string),
      expected: session['data'] ?? session['session'] ?? null,
    };
  });
  expect(rows.length).toBeGreaterThan(8);
  return rows;
}

function expectedOf(folder: string): JsonObject[] {
  const text = readFileSync(fixture(folder, 'expected.json'), 'utf8');
  return (parseJson(text) as JsonObject)['sessions'] as JsonObject[];
}

type Reading = Pick<Codec, 'matches' | 'decode'>;

/** Checks that a codec knows every row for its own and reads what the framework reads. */
export function expectRows(codec: Reading, rows: readonly Row[]): void {
  for (const { name, payload, expected } of rows) {
    expect({ name, matches: codec.matches(payload) }).toEqual({ name, matches: true });
    expect({ name, data: codec.decode(payload) }).toEqual({ name, data: expected });
  }
}

/** Gives the message of the error that a payload is refused with. */
export function refusal(codec: Reading, payload: Uint8Array): string {
  try {
    codec.decode(payload);
  } catch (error) {
    expect(error).toMatchObject({ name: 'SessionAdminError', code: 'PAYLOAD_UNDECODABLE' });
    return error instanceof Error ? error.message : '';
  }
  return 'decoded';
}

export const bytes = (hex: string): Buffer => Buffer.from(hex.replace(/\s+/g, ''), 'hex');

/** Checks that an object's `__proto__` is a key like any other, at every level. */
export function expectNoPrototypes(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) expect(Object.getPrototypeOf(value)).toBe(null);
  for (const part of Object.values(value)) expectNoPrototypes(part);
}
