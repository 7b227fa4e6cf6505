import { readFile } from 'node:fs/promises';
import { parseJson, type Json } from '../../src/index.js';
import { fixture } from './folder.js';

/** The SQLite files that real SCS applications wrote. */
export const scsFixtures = ['scs-gormstore', 'scs-sqlite3store'] as const;

/** One row of a fixture's expected.json: what SCS itself reads back. */
export interface ExpectedSession {
  name: string;
  token: string;
  active: boolean;
  expiry_unix_ms: number;
  plain: Record<string, unknown>;
}

/** What only the Go types could tell, and a payload alone does not. */
const withoutGoTypes: Partial<Record<string, object>> = {
  // A type that encodes itself: shown by its name and its bytes.
  gobencoder: {
    v: {
      $type: 'example.com/shop/models.Token',
      $bytes: Buffer.from('tok:secret-αβγ').toString('base64'),
    },
  },
  // A nil *string is not sent, and its type is described as string.
  'mixed-everything': { user: { Work: { Zip: '' } } },
};

/** Every row of a fixture by its token: what a reader without the Go types must make of it. */
export async function expectedSessions(name: string) {
  const text = await readFile(fixture(name, 'expected.json'), 'utf8');
  const { sessions } = parseJson(text) as unknown as { sessions: ExpectedSession[] };
  return new Map(
    sessions.map(({ name: row, token, active, expiry_unix_ms, plain }) => [
      token,
      {
        state: active ? 'active' : 'expired',
        expiry: new Date(expiry_unix_ms),
        data: merged(plain, withoutGoTypes[row]) as Json,
        error: null,
      },
    ]),
  );
}

function merged(value: unknown, changes: unknown): unknown {
  if (!isObject(value) || !isObject(changes)) return changes ?? value;
  const entries = Object.entries(changes).map(([key, change]) => [key, merged(value[key], change)]);
  return { ...value, ...(Object.fromEntries(entries) as object) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
