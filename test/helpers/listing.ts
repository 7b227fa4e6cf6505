import { expect } from 'vitest';
import { parseJson, type JsonObject } from '../../src/index.js';
import { runChild } from './child.js';
import { linesOf } from './cli.js';
import type { ListedRow } from './frameworks.js';

/** The zones that the tool's process is run in. */
export const zones = ['UTC', 'America/New_York', 'Asia/Kolkata'] as const;

/** What a process of its own lists of a database: the layout, and every row by its token. */
export async function listing(
  database: string,
  env: Record<string, string> = {},
  options: readonly string[] = [],
) {
  const argv = [
    'list',
    '--all',
    '--format',
    'ndjson',
    '--reveal',
    '-d',
    database,
    '-v',
    ...options,
  ];
  const { code, stdout, stderr } = await runChild(argv, { env });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const rows = linesOf(stdout).map((line) => parseJson(line) as JsonObject);
  return {
    layout: /^layout: (\S+)/m.exec(stderr)?.[1],
    rows: new Map(rows.map((row) => [row['token'] as string, listed(row)])),
    facts: new Map(rows.map((row) => [row['token'] as string, factsOf(row)])),
    people: new Map(rows.map(({ token, name }) => [token as string, name as string | null])),
    raw: new Map(rows.map(({ token, raw }) => [token as string, raw as string])),
  };
}

const listed = (row: JsonObject): ListedRow => {
  const { user, state, expiry, size, data, error } = row as unknown as Partial<ListedRow>;
  return { user, state, expiry, size, data, error: error ?? null } as ListedRow;
};

const factsOf = ({ created, lastSeen, ip, agent }: JsonObject): JsonObject =>
  ({ created, lastSeen, ip, agent }) as JsonObject;
